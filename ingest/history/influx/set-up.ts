import { request } from 'undici'
import { DAY } from '../../../model/time.ts'
import { CodedError } from '../../../runtime/config/problems.ts'

interface Place {
  base: string
  auth: Record<string, string>
  timeout: number
  org: string
  name: string
  /** Days after which the server drops readings; for ever when left out. */
  retentionDays: number | undefined
}

/** A database of InfluxDB 1.x. */
export async function makeDatabase({ base, auth, timeout, name, retentionDays }: Place): Promise<void> {
  const quoted = `"${name.replace(/["\\]/g, '\\$&')}"`
  const ql = `CREATE DATABASE ${quoted}${retentionDays === undefined ? '' : ` WITH DURATION ${retentionDays}d`}`
  const headers = { ...auth, 'content-type': 'application/x-www-form-urlencoded' }
  await ask(`${base}/query`, {
    method: 'POST',
    headers,
    body: `q=${encodeURIComponent(ql)}`,
    headersTimeout: timeout,
  })
}

/** A bucket of InfluxDB 2.x; the organisation must be there and the token may have to be an operator's. */
export async function makeBucket({ base, auth, timeout, org, name, retentionDays }: Place): Promise<void> {
  const found = (await ask(`${base}/api/v2/orgs?org=${encodeURIComponent(org)}`, {
    method: 'GET',
    headers: auth,
    headersTimeout: timeout,
  })) as { orgs?: { id: string }[] }
  const orgID = found.orgs?.[0]?.id
  if (orgID === undefined)
    throw new CodedError('history-down', `InfluxDB ${base}: there is no organisation "${org}"`)
  const rule = {
    type: 'expire',
    everySeconds: retentionDays === undefined ? 0 : (retentionDays * DAY) / 1_000,
  }
  await ask(`${base}/api/v2/buckets`, {
    method: 'POST',
    headers: { ...auth, 'content-type': 'application/json' },
    body: JSON.stringify({ orgID, name, retentionRules: [rule] }),
    headersTimeout: timeout,
  })
}

async function ask(url: string, options: Parameters<typeof request>[1]): Promise<unknown> {
  const { statusCode, body } = await request(url, options).catch((error: Error) => {
    throw new CodedError('history-down', `InfluxDB ${url}: ${error.message}`, { cause: error })
  })
  const text = await body.text()
  // 422: there is one of this name already.
  if (statusCode >= 300 && statusCode !== 422) {
    throw new CodedError('history-down', `InfluxDB ${url} answered ${statusCode}: ${text.slice(0, 200)}`)
  }
  return text === '' ? {} : JSON.parse(text)
}
