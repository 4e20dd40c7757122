import { CodedError } from '../../../runtime/config/problems.ts'
import type { Refused } from '../history.ts'
import type { InfluxServer, WriteFault } from './server.ts'

/** Lines of one request: where influxd was fastest (components.md §2). */
const LINES = 5_000
const IN_FLIGHT = 2
/** Requests spent on finding bad lines of one append. */
const SEARCHES = 200

/**
 * Writes lines. Bad ones among good ones are found and handed back: a 400 is a partial write on 1.x and a refusal of
 * the whole on others, so what was refused is halved and written again, which changes nothing that was stored.
 * Throws CodedError `history-down` when the server is away, overloaded or does not let us in.
 */
export async function writeLines(server: InfluxServer, lines: readonly string[]): Promise<Refused[]> {
  const refused: Refused[] = []
  const parts: (readonly string[])[] = []
  for (let i = 0; i < lines.length; i += LINES) parts.push(lines.slice(i, i + LINES))
  let searches = SEARCHES

  const write = async (part: readonly string[]): Promise<void> => {
    const fault = await server.write(part.join('\n'))
    if (!fault) return
    if (!isAboutContent(fault))
      throw new CodedError('history-down', `InfluxDB: ${adviceFor(fault)}`, { cause: fault })
    const reason = reasonIn(fault.body)
    if (part.length === 1) refused.push({ line: part[0]!, reason })
    else if (searches-- > 0) {
      const middle = part.length >> 1
      await write(part.slice(0, middle))
      await write(part.slice(middle))
    } else refused.push({ line: `${part.length} lines from: ${part[0]}`, reason })
  }

  const workers = Array.from({ length: IN_FLIGHT }, async () => {
    for (let part = parts.shift(); part; part = parts.shift()) await write(part)
  })
  const results = await Promise.allSettled(workers)
  const failed = results.find(result => result.status === 'rejected')
  if (failed) throw failed.reason
  return refused
}

const isAboutContent = ({ status }: WriteFault) => status === 400 || status === 413 || status === 422

function adviceFor({ status, body }: WriteFault): string {
  const said = `${status} ${reasonIn(body)}`
  if (status === 401 || status === 403) return `${said}; check history.tokenEnv and what the token may do`
  if (status === 404) return `${said}; create the bucket or database, or check history.bucket and history.api`
  return said
}

function reasonIn(body: string): string {
  try {
    const { error, message } = JSON.parse(body) as { error?: string; message?: string }
    return (message ?? error ?? body).slice(0, 300)
  } catch {
    return body.slice(0, 300)
  }
}
