import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { type ParsedLine, parseLine } from './line-protocol.ts'

const ACCOUNT = { org: 'works', bucket: 'town', token: 'secret' }

/**
 * A server of InfluxDB's v2 write address that reads every line and takes none that is not right: syntax, one type a
 * field for ever, nothing before `oldest` (ms). `partial`: good lines beside bad ones are stored, as 1.x and 3.x do;
 * otherwise a bad line refuses the whole request, as 2.x does with syntax. It has no answers to InfluxQL: an empty
 * database.
 */
export async function strictInflux({ partial, oldest = 0 }: { partial: boolean; oldest?: number }) {
  const stored = new Map<string, ParsedLine>()
  const types = new Map<string, string>()
  /** How often each line was stored: writing again must be harmless, and is seen. */
  const times = new Map<string, number>()
  let requests = 0

  const faultOf = ({ measurement, fields, stamp }: ParsedLine) => {
    for (const [name, { type }] of Object.entries(fields)) {
      const known = types.get(`${measurement} ${name}`) ?? type
      if (known !== type)
        return `partial write: field type conflict: "${name}" on "${measurement}" is type ${type}, already exists as type ${known}`
    }
    return stamp < BigInt(oldest) * 1_000_000n ? 'partial write: points beyond retention policy' : undefined
  }
  const keep = (line: ParsedLine) => {
    const { measurement, tags, fields, stamp } = line
    for (const [name, { type }] of Object.entries(fields)) types.set(`${measurement} ${name}`, type)
    const key = `${measurement} ${JSON.stringify(tags)} ${stamp}`
    stored.set(key, { ...line, fields: { ...stored.get(key)?.fields, ...fields } })
    times.set(key, (times.get(key) ?? 0) + 1)
  }
  const write = (text: string): string | undefined => {
    const good: ParsedLine[] = []
    let fault: string | undefined
    let bad = 0
    for (const line of text.split('\n').filter(line => line !== '')) {
      try {
        const parsed = parseLine(line)
        const wrong = faultOf(parsed)
        if (wrong !== undefined) throw new Error(wrong)
        good.push(parsed)
      } catch (error) {
        bad++
        fault ??= (error as Error).message
      }
    }
    if (fault === undefined || partial) good.forEach(keep)
    return fault === undefined ? undefined : `${fault} dropped=${partial ? bad : bad + good.length}`
  }

  const server = createServer(async (request, response) => {
    const answer = (status: number, body?: object) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(body === undefined ? undefined : JSON.stringify(body))
    }
    const text = await bodyOf(request)
    const { pathname, searchParams: asked } = new URL(request.url!, 'http://here')
    if (request.headers.authorization !== `Token ${ACCOUNT.token}`)
      return answer(401, { code: 'unauthorized', message: 'unauthorized access' })
    if (pathname === '/query') return answer(200, { results: [{ statement_id: 0 }] })
    if (request.method !== 'POST' || pathname !== '/api/v2/write')
      return answer(404, { code: 'not found', message: 'path not found' })
    requests++
    const wrong = ['org', 'bucket'].find(name => asked.get(name) !== ACCOUNT[name as 'org' | 'bucket'])
    if (wrong) return answer(404, { code: 'not found', message: `${wrong} "${asked.get(wrong)}" not found` })
    if (asked.get('precision') !== 'ns')
      return answer(400, { code: 'invalid', message: `precision "${asked.get('precision')}"` })
    const fault = write(text)
    return fault === undefined ? answer(204) : answer(400, { code: 'invalid', message: fault })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    ...ACCOUNT,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stored: () => [...stored.values()],
    /** Lines stored more than once. */
    repeated: () => [...times.values()].filter(n => n > 1).length,
    requests: () => requests,
    /** Another program has written here before. */
    before: write,
    stop: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const bytes = Buffer.concat(chunks)
  return (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8')
}
