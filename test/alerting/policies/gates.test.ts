import { describe, expect, test } from 'vitest'
import { shippedPolicy } from '../../../alerting/policy/load.ts'
import type { Move } from '../../../alerting/policy/schema.ts'
import { newRecord } from '../../../alerting/ticket/record.ts'
import { missingFor } from '../../../alerting/ticket/workflow.ts'
import type { Step, Ticket } from '../../../model/ticket.ts'

type Facts = Partial<Ticket> & { done?: Step[] }
type Row = [rule: string, policy: string, move: Move, facts: Facts, missing: string[]]

const burst = { category: 'burst' }
const call = { source: 'hotline' }
const complaint = { ...call, kind: 'complaint', category: 'general' }
const bare = {
  content: undefined,
  address: undefined,
  contact: undefined,
  reporter: undefined,
  contactWindow: undefined,
  unit: undefined,
}

/** What is missing before each move of a ticket that is otherwise complete. */
const ROWS: Row[] = [
  // The ten elements: nine are listed, the number is the tenth (regulations C.1).
  [
    'JN-WO-01',
    'jinan',
    'dispatched',
    { ...burst, ...call, ...bare },
    ['address', 'contact', 'reporter', 'content', 'responsibleUnit', 'customerContactTime'].map(
      f => `field:${f}`,
    ),
  ],
  [
    'JN-PMP-02',
    'jinan',
    'forwarded',
    { category: 'pumpRepair' },
    ['data:electricianCertificate', 'data:healthCertificate'],
  ],
  ['JN-MT-08', 'jinan', 'arrived', { category: 'meterRemoval' }, ['step:appointed']],
  [
    'JN-REP-04',
    'jinan',
    'shutoffRequested',
    burst,
    ['data:valves', 'data:dn', 'data:area', 'data:affectedCustomers'],
  ],
  ['JN-REP-04', 'jinan', 'waterStopped', { ...burst, done: ['shutoffRequested'] }, ['step:shutoffApproved']],
  ['JN-OUT-03', 'jinan', 'waterStopped', { category: 'pumpStation' }, ['step:shutoffApproved']],
  ['JN-REP-02', 'jinan', 'repaired', burst, ['data:cause', 'data:leakDn']],
  ['JN-REP-06', 'jinan', 'reopened', burst, ['step:qualityPassed']],
  ['JN-REP-09', 'jinan', 'reopened', { category: 'pipelineWorks' }, ['step:qualityPassed', 'step:flushed']],
  ['JN-WQ-02', 'jinan', 'reopened', { category: 'pipelineWorks', done: ['flushed'] }, ['step:qualityPassed']],
  [
    'JN-WQ-03',
    'jinan',
    'replied',
    { category: 'tankCleaning' },
    [
      'step:qualityPassed',
      ...['contactedInTime', 'siteAndCause', 'measuresAndEffect', 'customerApproved'].map(f => `data:${f}`),
    ],
  ],
  [
    'JN-WO-10',
    'jinan',
    'replied',
    burst,
    ['contactedInTime', 'siteAndCause', 'measuresAndEffect', 'customerApproved'].map(f => `data:${f}`),
  ],
  [
    'JN-WO-10',
    'jinan',
    'replied',
    { ...burst, flags: ['noContact'] },
    ['data:siteAndCause', 'data:measuresAndEffect'],
  ],
  [
    'JN-WQ-08',
    'jinan',
    'replied',
    { category: 'waterQuality', ...call, flags: ['noContact'] },
    ['data:siteAndCause', 'data:measuresAndEffect', 'data:preventionAdvice', 'data:serviceReceipt'],
  ],
  [
    'JN-MT-04',
    'jinan',
    'replied',
    { category: 'meterChange', flags: ['noContact'] },
    [
      'siteAndCause',
      'measuresAndEffect',
      'name',
      'address',
      'diameter',
      'serial',
      'finalReading',
      'customerSignature',
    ].map(f => `data:${f}`),
  ],
  [
    'JN-MT-05',
    'jinan',
    'repaired',
    { category: 'meterChange', flags: ['mismatch'] },
    ['data:photo', 'data:customerSignature'],
  ],
  [
    'JN-WO-09',
    'jinan',
    'outOfScope',
    { ...burst, flags: ['propertyLiability'] },
    ['data:customerTold', 'data:propertyManagerTold'],
  ],
  ['JN-WO-08', 'jinan', 'outOfScope', burst, ['data:handedTo']],
  ['JN-WO-12', 'jinan', 'reviewed', burst, ['step:replied']],
  ['JN-WO-13', 'jinan', 'closed', { ...burst, done: ['reviewed'] }, ['step:calledBack']],
  [
    'JN-REP-07',
    'jinan',
    'calledBack',
    { ...burst, ...call, done: ['reviewed'] },
    ['data:qualityNormal', 'data:pressureNormal'],
  ],
  [
    'SP-WQ-01',
    'jinan',
    'waterStopped',
    { category: 'waterPollution', done: ['shutoffApproved'] },
    ['task:supplyDecided'],
  ],
  [
    'SP-WQ-01',
    'liaocheng',
    'closed',
    { category: 'waterPollution', done: ['calledBack'] },
    ['task:supplyDecided'],
  ],
  [
    'SP-WQ-01',
    'haiyang',
    'waterStopped',
    { category: 'waterQuality', done: ['shutoffApproved'] },
    ['task:supplyDecided'],
  ],
  [
    'SP-GATE-01',
    'liaocheng',
    'dispatched',
    { ...burst, ...bare },
    ['field:address', 'field:content', 'field:responsibleUnit'],
  ],
  [
    'LC-OUT-02',
    'liaocheng',
    'shutoffRequested',
    burst,
    ['pipeDn', 'valveSizes', 'valveCount', 'area', 'start', 'end'].map(f => `data:${f}`),
  ],
  ['LC-OUT-07', 'liaocheng', 'waterStopped', burst, ['step:shutoffApproved']],
  ['LC-OUT-01', 'liaocheng', 'shutoffPlanned', burst, ['data:permit', 'data:assignee', 'data:approvedBy']],
  ['LC-OUT-05', 'liaocheng', 'shutoffPlanned', burst, ['data:permit', 'data:assignee', 'data:approvedBy']],
  [
    'LC-OUT-04',
    'liaocheng',
    'shutoffPlanned',
    { category: 'arrears' },
    ['data:permit', 'data:assignee', 'data:approvedBy', 'data:reportedToOpsMgmt'],
  ],
  ['LC-OUT-06', 'liaocheng', 'noticePublished', burst, ['data:start']],
  ['SP-GATE-02', 'liaocheng', 'reopened', burst, ['step:repaired']],
  ['LC-MT-01', 'liaocheng', 'repaired', { category: 'meterChange' }, ['data:formalities']],
  ['LC-WO-20', 'liaocheng', 'replied', burst, ['data:opinionOrResult']],
  ['LC-WO-05', 'liaocheng', 'extended', burst, ['data:reason']],
  ['LC-WO-15', 'liaocheng', 'objected', burst, ['data:reason']],
  ['LC-WO-14', 'liaocheng', 'suspended', burst, ['data:contactedOpsMgmtAt']],
  ['LC-WO-19', 'liaocheng', 'outOfScope', burst, ['data:leaderTold']],
  ['SP-GATE-03', 'liaocheng', 'reviewed', burst, ['step:replied']],
  ['LC-CB-01', 'liaocheng', 'closed', burst, ['step:calledBack']],
  ['HY-CMP-02', 'haiyang', 'dispatched', complaint, ['field:demand']],
  [
    'HY-CMP-06',
    'haiyang',
    'replied',
    { ...complaint, flags: ['sensitive'] },
    ['data:chargeLeaderApproved', 'data:generalManagerApproved'],
  ],
  [
    'HY-VIS-04',
    'haiyang',
    'repaired',
    { category: 'meterChange', flags: ['userDamage'] },
    ['data:customerSignature'],
  ],
  ['HY-VIS-03', 'haiyang', 'rescheduled', burst, ['data:customerTold']],
  ['SP-GATE-04', 'haiyang', 'waterStopped', burst, ['step:shutoffApproved']],
  ['HY-CB-01', 'haiyang', 'closed', burst, ['step:calledBack']],
  ['HY-CMP-08', 'haiyang', 'archived', burst, ['step:closed']],
  ['GEN-WO-01', 'generic', 'dispatched', { ...burst, ...call }, ['data:phoneConfirmed']],
  ['GEN-CMP-05', 'generic', 'dispatched', complaint, ['data:phoneConfirmed', 'field:target', 'field:demand']],
  ['GEN-CMP-10', 'generic', 'accepted', complaint, ['data:class', 'data:responsiblePerson']],
  ['GEN-REP-03', 'generic', 'waterStopped', burst, ['step:shutoffApproved']],
  ['GEN-REP-04', 'generic', 'waterStopped', { ...burst, flags: ['emergency'] }, ['data:customersTold']],
  [
    'GEN-REP-04',
    'generic',
    'closed',
    { ...burst, flags: ['emergency'], done: ['calledBack'] },
    ['step:shutoffRequested'],
  ],
  [
    'TS-SAFE-01',
    'generic',
    'repaired',
    { category: 'pumpRepair' },
    ['data:guardian', 'data:safetyTrainingValid'],
  ],
  [
    'TS-SAFE-03',
    'generic',
    'repaired',
    { category: 'pumpStation' },
    ['data:guardian', 'data:safetyTrainingValid'],
  ],
  ['TS-SAFE-04', 'generic', 'repaired', { ...burst, flags: ['height'] }, ['data:guardian']],
  ['TS-DUTY-09', 'generic', 'repaired', { ...burst, flags: ['operationTicket'] }, ['data:guardian']],
  ['TS-SAFE-02', 'generic', 'refused', burst, ['data:reason', 'data:toldTo']],
  [
    'GEN-REP-02',
    'generic',
    'closed',
    { ...burst, source: 'patrol', done: ['calledBack'] },
    ['data:patrollerSignature', 'data:crewSignature'],
  ],
  [
    'GEN-CON-01',
    'generic',
    'reopened',
    { category: 'newSupply' },
    ['data:flushingReport', 'data:meterVerification'],
  ],
  [
    'GEN-WQ-01',
    'generic',
    'dispatched',
    { category: 'sampleOrder' },
    ['field:items', 'field:samplingAt', 'field:dueAt'],
  ],
  ['GEN-WO-03', 'generic', 'replied', burst, ['data:handling', 'data:result']],
  [
    'GEN-CMP-07',
    'generic',
    'replied',
    { ...complaint, source: 'telemetry' },
    ['data:handling', 'data:result', 'data:managerApproved'],
  ],
  [
    'MX-REP-02',
    'generic',
    'replied',
    { ...burst, ...call },
    ['data:handling', 'data:result', 'data:feedback', 'data:cautions'],
  ],
  ['GEN-WO-02', 'generic', 'closed', { ...burst, ...call, done: ['calledBack'] }, ['data:userSignature']],
  ['GEN-WO-04', 'generic', 'closed', burst, ['step:calledBack']],
  [
    'GEN-CMP-08',
    'generic',
    'closed',
    { ...complaint, source: 'telemetry', done: ['calledBack'] },
    ['data:rootCause', 'data:responsiblePerson'],
  ],
  ['GEN-WO-05', 'generic', 'archived', burst, ['step:closed']],
  ['GEN-ORG-04', 'generic', 'noticePublished', burst, ['data:approvedBy']],
  [
    'MX-WQ-03',
    'generic',
    'closed',
    { category: 'waterQuality', done: ['calledBack'] },
    ['task:supplyDecided'],
  ],
]

function ticketOf({ done = [], ...facts }: Facts): Ticket {
  const whole: Ticket = {
    id: 'GD-2026-0302-0001',
    source: 'telemetry',
    category: 'burst',
    alarms: [],
    priority: 2,
    policy: 'any',
    openedAt: 0,
    content: '漏水',
    address: { zh: '某路', en: 'a road' },
    reporter: '王女士',
    contact: '13800000000',
    contactWindow: '白天',
    unit: 'network',
    steps: done.map(step => ({ step, at: 0, received: 0, by: '张抢修' })),
  }
  return { ...whole, ...facts }
}

describe('a closed gate says what is missing', () => {
  test.each(ROWS)('%s (%s) before %s of %o', (rule, policy, move, facts, missing) => {
    const { policy: rules } = shippedPolicy(policy)
    expect(rules.gates.some(gate => gate.rule === rule && gate.step === move)).toBe(true)
    expect(missingFor(newRecord(ticketOf(facts)), move, rules)).toEqual(missing)
  })

  test('and opens when it is there', () => {
    const { policy } = shippedPolicy('jinan')
    const request = { valves: ['V1'], dn: 300, area: '东区', affectedCustomers: 12 }
    expect(missingFor(newRecord(ticketOf({})), 'shutoffRequested', policy, request)).toEqual([])
    const empty = { ...request, valves: [], area: '' }
    expect(missingFor(newRecord(ticketOf({})), 'shutoffRequested', policy, empty)).toEqual([
      'data:valves',
      'data:area',
    ])
    // Nobody affected is an answer.
    expect(
      missingFor(newRecord(ticketOf({})), 'shutoffRequested', policy, { ...request, affectedCustomers: 0 }),
    ).toEqual([])
  })

  test('every gate of every shipped policy is in this table', () => {
    const seen = new Set(ROWS.map(([rule, policy]) => `${policy} ${rule}`))
    const all = ['jinan', 'liaocheng', 'haiyang', 'generic'].flatMap(id =>
      shippedPolicy(id).policy.gates.map(({ rule }) => `${id} ${rule}`),
    )
    // Told apart by the notices, which have a test of their own.
    expect(
      [...new Set(all)].filter(
        one =>
          !seen.has(one) &&
          one !== 'jinan JN-OUT-02' &&
          one !== 'haiyang SP-GATE-01' &&
          one !== 'generic SP-GATE-01',
      ),
    ).toEqual([])
  })
})
