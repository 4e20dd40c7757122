import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../runtime/root.ts'

const MOST = 300
/** Files that are longer, and why that serves whoever reads them. */
const LONGER: Record<string, string> = {
  'test/alerting/policies/gates.test.ts': 'one table: every gate of every policy, a row each',
  'test/alerting/policies/norms.test.ts': 'tables of the norms that are neither clock nor gate, a row a rule',
  'test/dashboard/web/office.test.ts': 'one walk with one platform and one browser, which take long to start',
  'test/dashboard/web/screens.test.ts':
    'one walk through all screens in one browser, which takes long to start',
  'test/ingest/detectors/comm-failure.test.ts':
    'timelines of one judgement, which only together show its limits',
  'test/ingest/history-contract.ts': 'the contract of a history: what every store must do, in one place',
  'test/ingest/quality.test.ts': 'one table a rule, in the order in which the rules are applied',
  'test/runtime/broker.test.ts': 'one broker, everything it promises',
  'test/runtime/site/load.test.ts': 'every mistake of a site folder, a row each',
}

const ROOMS = [
  'model',
  'runtime',
  'gateway',
  'ingest',
  'alerting',
  'dashboard',
  'simulators',
  'cli',
  'bench',
  'test',
]
const long = ROOMS.flatMap(room =>
  readdirSync(join(packageRoot, room), { recursive: true, encoding: 'utf8' })
    .filter(file => /\.(tsx?|mjs|css)$/.test(file))
    .map(file => `${room}/${file}`),
).filter(file => readFileSync(join(packageRoot, file), 'utf8').split('\n').length > MOST + 1)

test(`no file is longer than ${MOST} lines without a reason`, () => {
  expect(long.filter(file => !LONGER[file])).toEqual([])
})

test('no reason outlives its file', () => {
  expect(Object.keys(LONGER).filter(file => !long.includes(file))).toEqual([])
})
