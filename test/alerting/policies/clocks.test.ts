import { describe, expect, test } from 'vitest'
import { shippedPolicy } from '../../../alerting/policy/load.ts'
import { type Trial, tryPolicy } from '../../../alerting/policy/try.ts'
import { local, MONDAY_9, shown } from './moment.ts'

type Row = [
  rule: string,
  clock: string,
  facts: Omit<Trial, 'at'> & { at?: string },
  from: string,
  due: string,
]
const call = (category: string, more: object = {}) => ({ category, source: 'hotline', ...more })
const sensor = (category: string, more: object = {}) => ({ category, source: 'telemetry', ...more })

const JINAN: Row[] = [
  ['JN-WO-02', 'dispatch', call('burst'), 'reported', '03-02 09:05'],
  ['JN-SUP-01', 'dispatch', call('complaint', { kind: 'complaint' }), 'reported', '03-02 09:05'],
  ['JN-WO-03', 'forward', call('burst'), 'dispatched', '03-02 09:10'],
  ['JN-WO-04', 'contact', call('meterFault'), 'forwarded', '03-02 09:10'],
  ['JN-PR-01', 'contact', call('noWater'), 'forwarded', '03-02 09:10'],
  ['JN-WQ-05', 'contact', call('waterQuality'), 'forwarded', '03-02 09:10'],
  ['JN-CON-05', 'contact', call('constructionComplaint'), 'forwarded', '03-02 09:10'],
  ['JN-WO-06', 'arrive', call('meterFault', { flags: ['appointment'] }), 'appointment', '03-02 08:55'],
  ['JN-REP-01', 'arrive', sensor('burst'), 'repairOrdered', '03-02 09:30'],
  ['JN-PR-01', 'arrive', call('lowPressure'), 'forwarded', '03-02 09:30'],
  ['JN-WQ-06', 'arrive', call('waterQuality'), 'contacted', '03-02 10:00'],
  ['JN-WQ-06', 'arrive', sensor('waterQuality'), 'forwarded', '03-02 10:00'],
  ['JN-DES-04', 'arrive', call('designChange'), 'reported', '03-02 23:59'],
  ['JN-DES-03', 'surveyBooking', call('design'), 'reported', '03-02 23:59'],
  ['JN-DES-01', 'design', call('design', { flags: ['singleMeter'] }), 'reported', '03-04 17:00'],
  ['JN-DES-01', 'design', call('design', { flags: ['estate'] }), 'reported', '03-26 17:00'],
  ['JN-PT-01', 'inspect', sensor('abnormalUsage'), 'reported', '03-02 23:59'],
  ['JN-MR-01', 'reread', call('meterBlocked'), 'reported', '03-03 23:59'],
  ['JN-REP-03', 'barrier', sensor('burst'), 'arrived', '03-02 09:30'],
  ['JN-REP-05', 'stopWater', sensor('burst', { dn: 200 }), 'arrived', '03-02 11:00'],
  // DN300 itself: the larger class (regulations C.2).
  ['JN-REP-05', 'stopWater', sensor('burst', { dn: 300 }), 'arrived', '03-02 13:00'],
  ['JN-REP-05', 'stopWater', sensor('burst', { dn: 400 }), 'arrived', '03-02 13:00'],
  ['JN-REP-06', 'reopen', sensor('burst'), 'qualityPassed', '03-02 09:10'],
  ['JN-REP-09', 'reopen', call('pipelineWorks'), 'qualityPassed', '03-02 09:10'],
  ['JN-PMP-01', 'repairPump', sensor('pumpRepair', { repairClass: 'major' }), 'reported', '03-04 09:00'],
  ['JN-PMP-01', 'repairPump', sensor('pumpRepair', { repairClass: 'medium' }), 'reported', '03-03 09:00'],
  ['JN-PMP-01', 'repairPump', sensor('pumpRepair', { repairClass: 'minor' }), 'reported', '03-02 17:00'],
  ['JN-MT-01', 'install', call('meterInstall', { flags: ['singleMeter'] }), 'reported', '03-05 09:00'],
  ['JN-MT-01', 'install', call('meterInstall', { flags: ['over20Meters'] }), 'reported', '03-11 17:00'],
  ['JN-MT-06', 'activate', call('meterInstall'), 'accepted', '03-31 23:59'],
  ['JN-CON-05', 'handle', call('constructionComplaint'), 'reported', '03-03 09:00'],
  ['JN-WO-12', 'review', call('burst'), 'replied', '03-02 09:20'],
  // Nobody is called from 22:00 to 8:30, so that time does not count: half an hour of the next morning, or its rest.
  ['JN-CB-01', 'callBack', call('burst', { at: '2026-03-02 22:15' }), 'reviewed', '03-03 09:00'],
  ['JN-CB-01', 'callBack', call('burst', { at: '2026-03-02 21:50' }), 'reviewed', '03-03 08:50'],
  ['JN-CB-01', 'callBack', call('burst', { at: '2026-03-03 04:00' }), 'reviewed', '03-03 09:00'],
  [
    'JN-CB-01',
    'callBack',
    call('burst', { at: '2026-03-02 22:15', flags: ['customerRequest'] }),
    'reviewed',
    '03-02 22:45',
  ],
  ['JN-CON-03', 'roadRestore', sensor('burst'), 'repaired', '03-03 09:00'],
  ['JN-CON-04', 'spoilRemoval', sensor('burst'), 'repaired', '03-02 23:59'],
  // The same day by phone, the night excepted: the day ends at 22:00, and what ends at night has the day after.
  ['JN-REP-08', 'roadAuthorityPhone', sensor('burst'), 'repaired', '03-02 22:00'],
  ['JN-REP-08', 'roadAuthorityPhone', sensor('burst', { at: '2026-03-02 23:00' }), 'repaired', '03-03 22:00'],
  ['JN-REP-08', 'roadAuthorityPhone', sensor('burst', { at: '2026-03-03 03:38' }), 'repaired', '03-03 22:00'],
  ['JN-REP-08', 'roadAuthorityWritten', sensor('burst'), 'repaired', '03-05 17:00'],
  ['JN-PAT-05', 'report', { category: 'manholeCover', source: 'patrol' }, 'discovered', '03-02 09:30'],
  ['SP-WQ-01', 'decide', sensor('waterPollution'), 'reported', '03-02 09:30'],
]

const LIAOCHENG: Row[] = [
  ['LC-WO-03', 'accept', call('burst'), 'dispatched', '03-02 09:20'],
  ['LC-REP-03', 'contact', call('meterPitLeak'), 'reported', '03-02 09:30'],
  ['LC-REP-01', 'arrive', sensor('burst', { ring: 'inside' }), 'reported', '03-02 09:40'],
  ['LC-REP-01', 'arrive', sensor('burst', { ring: 'outside' }), 'reported', '03-02 10:00'],
  // A zone that does not say counts as inside.
  ['LC-REP-01', 'arrive', sensor('leak'), 'reported', '03-02 09:40'],
  ['LC-REP-04', 'inspectionArrive', call('thirdPartyDamage', { ring: 'inside' }), 'reported', '03-02 09:40'],
  [
    'LC-REP-04',
    'inspectionArrive',
    sensor('burst', { ring: 'outside', flags: ['thirdParty'] }),
    'reported',
    '03-02 10:00',
  ],
  ['LC-REP-02', 'repair', sensor('burst', { dn: 600 }), 'waterStopped', '03-03 09:00'],
  ['LC-REP-02', 'repair', sensor('burst', { dn: 800 }), 'waterStopped', '03-03 21:00'],
  ['LC-WO-07', 'handle', call('urgentMajor'), 'reported', '03-02 11:00'],
  ['LC-WO-07', 'handle', call('waterQuality', { flags: ['urgent'] }), 'reported', '03-02 11:00'],
  ['LC-WO-08', 'handle', call('manholeCover'), 'reported', '03-02 21:00'],
  ['LC-WO-08', 'handle', sensor('waterPollution'), 'reported', '03-02 21:00'],
  ['LC-WO-09', 'handle', call('waterQuality'), 'reported', '03-03 09:00'],
  ['LC-WO-10', 'handle', call('theft'), 'reported', '03-03 21:00'],
  ['LC-WO-11', 'handle', call('supplyDifficulty'), 'reported', '03-04 09:00'],
  ['LC-WO-12', 'handle', call('compensation'), 'reported', '03-05 09:00'],
  ['SP-CLOCK-01', 'pressure', sensor('municipalPressure'), 'reported', '03-04 09:00'],
  ['SP-WQ-01', 'decide', sensor('waterPollution'), 'reported', '03-02 09:30'],
]

const HAIYANG: Row[] = [
  [
    'HY-CMP-03',
    'transfer',
    call('general', { kind: 'complaint', at: '2026-03-02 10:59' }),
    'reported',
    '03-02 11:30',
  ],
  [
    'HY-CMP-03',
    'transfer',
    call('general', { kind: 'complaint', at: '2026-03-02 11:00' }),
    'reported',
    '03-02 17:00',
  ],
  // After 16:00 nothing is stated: the next morning (regulations C.8); Friday evening: Monday.
  [
    'HY-CMP-03',
    'transfer',
    call('general', { kind: 'complaint', at: '2026-03-06 16:01' }),
    'reported',
    '03-09 11:30',
  ],
  ['HY-CMP-04', 'handle', call('general', { kind: 'complaint' }), 'reported', '03-03 09:00'],
  [
    'HY-CMP-05',
    'handle',
    call('general', { kind: 'complaint', flags: ['special'] }),
    'reported',
    '03-04 09:00',
  ],
  ['HY-VIS-01', 'handle', call('ordinaryRepair'), 'reported', '03-05 17:00'],
  ['HY-ONE-02', 'handle', call('newSupply'), 'reported', '03-04 17:00'],
]

const GENERIC: Row[] = [
  ['SYS-01', 'dispatch', call('leak'), 'reported', '03-02 09:05'],
  ['YS-REP-01', 'arrive', call('leak'), 'discovered', '03-02 09:30'],
  ['YS-REP-02', 'repair', call('leak', { repairClass: 'minor' }), 'reported', '03-02 23:59'],
  ['GEN-REP-05', 'reinspect', call('leak'), 'closed', '03-09 09:00'],
  ['GEN-PAT-01', 'patrolSheet', { category: 'leak', source: 'patrol' }, 'discovered', '03-02 23:59'],
  ['MX-WQ-03', 'decide', sensor('waterQuality'), 'reported', '03-02 09:30'],
]

describe.each([
  ['jinan', JINAN],
  ['liaocheng', LIAOCHENG],
  ['haiyang', HAIYANG],
  ['generic', GENERIC],
])('clocks of %s, had everything happened on Monday at nine', (id, rows) => {
  const inForce = shippedPolicy(id)
  test.each(rows)('%s %s %o from %s: due %s', (rule, name, { at, ...facts }, from, due) => {
    const trial = { ...facts, at: at === undefined ? MONDAY_9 : local(at) }
    const clock = tryPolicy(inForce, trial).clocks.find(one => one.name === name)
    expect([clock?.rule, clock?.from, shown(clock?.deadline)]).toEqual([rule, from, due])
  })
})

describe('clocks without a number', () => {
  test.each([
    ['LC-WO-13', 'liaocheng', 'handle', call('other')],
    ['HY-VIS-02', 'haiyang', 'arrive', call('burst')],
    ['HY-WO-02', 'haiyang', 'respond', call('general')],
    ['YS-REP-02', 'generic', 'repair', call('leak', { repairClass: 'major' })],
  ])('%s (%s): %s is set case by case', (rule, id, name, facts) => {
    const clock = tryPolicy(shippedPolicy(id), { ...facts, at: MONDAY_9 }).clocks.find(
      one => one.name === name,
    )
    expect(clock).toMatchObject({ rule, state: 'running' })
    expect(clock).not.toHaveProperty('deadline')
  })
})

describe('levels, comparisons, exemptions', () => {
  const find = (id: string, name: string, facts: Omit<Trial, 'at'>) =>
    tryPolicy(shippedPolicy(id), { ...facts, at: MONDAY_9 }).clocks.find(one => one.name === name)

  test('LC-REP-02: up to DN600 a must, up to DN1200 a should, above nothing is said', () => {
    expect(find('liaocheng', 'repair', sensor('burst', { dn: 600 }))!.level).toBe('must')
    expect(find('liaocheng', 'repair', sensor('burst', { dn: 1200 }))!.level).toBe('should')
    expect(find('liaocheng', 'repair', sensor('burst', { dn: 1400 }))).toBeUndefined()
  })

  test('JN-WO-04: whoever left no contact need not be contacted', () => {
    expect(find('jinan', 'contact', call('meterFault', { flags: ['noContact'] }))!.state).toBe('exempt')
  })

  test('JN-WO-07, JN-WQ-07, GEN-CMP-06: a promise is a limit of its own', () => {
    for (const [id, rule, name, facts] of [
      ['jinan', 'JN-WO-07', 'promise', call('meterFault', { flags: ['promise'] })],
      ['jinan', 'JN-WQ-07', 'promise', call('waterQuality', { flags: ['promise'] })],
      ['generic', 'GEN-CMP-06', 'complaintReply', call('general', { kind: 'complaint', flags: ['promise'] })],
    ] as const) {
      expect(find(id, name, facts)).toMatchObject({ rule, from: 'promise', state: 'waiting' })
    }
  })

  test('what is assumed is flagged, and says why', () => {
    const assumed = tryPolicy(shippedPolicy('jinan'), { ...sensor('burst', { dn: 400 }), at: MONDAY_9 })
      .clocks.filter(clock => clock.assumed)
      .map(({ name, note }) => [name, note !== undefined])
    expect(assumed).toEqual([
      ['barrier', true],
      ['stopWater', true],
      ['callBack', true],
    ])
  })

  test('JN-PR-01, JN-WQ-06: the tools to bring are named', () => {
    const tools = (rule: string) =>
      shippedPolicy('jinan').policy.clocks.find(c => c.rule === rule && c.tools)!.tools
    expect(tools('JN-PR-01')).toEqual(['pressureGauge', 'listeningRod'])
    expect(tools('JN-WQ-06')).toEqual(['samplingKit'])
  })
})
