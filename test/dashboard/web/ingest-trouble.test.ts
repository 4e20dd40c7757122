import { expect, test } from 'vitest'
import { ApiError } from '../../../dashboard/web/api/request.ts'
import { FAR_BEHIND, ingestTrouble, isUrgent } from '../../../dashboard/web/app/ingest-trouble.ts'

const FULL = 'intake log: no space left on device'
const REFUSES = 'InfluxDB http://influx:8086: 503 busy'
const health = (intakeFault: string | null, historyFault: string | null, behind = 2_400) => ({
  intake: { ok: intakeFault === null, fault: intakeFault, behind, bytes: behind, damaged: 0 },
  history: { store: 'influx', ok: historyFault === null, fault: historyFault, waiting: 0 },
})

test.each([
  ['all is well', health(null, null), null, undefined],
  ['nothing was heard yet', undefined, null, undefined],
  ['the disk is full', health(FULL, null), null, { kind: 'intake', why: FULL, mb: 1 }],
  ['the store refuses', health(null, REFUSES, 5_400_000), null, { kind: 'history', why: REFUSES, mb: 6 }],
  ['both: what stops readings is said', health(FULL, REFUSES), null, { kind: 'intake', why: FULL, mb: 1 }],
  ['a backlog', health(null, null, FAR_BEHIND), null, { kind: 'behind', mb: 32 }],
  ['a hiccup is none', health(null, null, FAR_BEHIND - 1), null, undefined],
  [
    'ingest is gone',
    health(null, null),
    new ApiError('upstream-down', 'ingest is away', 503),
    { kind: 'away', code: 'upstream-down' },
  ],
  [
    'ingest takes too long',
    undefined,
    new ApiError('timeout', 'the server cannot be reached', 0),
    { kind: 'away', code: 'timeout' },
  ],
  [
    'the whole server is gone: the link says so itself, the last known fault stays',
    health(null, REFUSES),
    new ApiError('offline', 'the server cannot be reached', 0),
    { kind: 'history', why: REFUSES, mb: 1 },
  ],
  ['no right to ask', undefined, new ApiError('forbidden', 'not allowed', 403), undefined],
])('%s', (_, said, error, trouble) => {
  expect(ingestTrouble(said, error)).toEqual(trouble)
})

test('only what stops values is said at once', () => {
  expect(isUrgent({ kind: 'intake', why: FULL, mb: 1 })).toBe(true)
  expect(isUrgent({ kind: 'away', code: 'timeout' })).toBe(true)
  expect(isUrgent({ kind: 'history', why: REFUSES, mb: 1 })).toBe(false)
  expect(isUrgent({ kind: 'behind', mb: 40 })).toBe(false)
})
