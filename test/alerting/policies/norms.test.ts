import { describe, expect, test } from 'vitest'
import { dueAgain, dutiesOf, pipeGrade } from '../../../alerting/duty/duties.ts'
import { shippedPolicy } from '../../../alerting/policy/load.ts'
import type { Move } from '../../../alerting/policy/schema.ts'
import { openTicket } from '../../../alerting/ticket/open.ts'
import { newRecord } from '../../../alerting/ticket/record.ts'
import { violationsOf } from '../../../alerting/ticket/violations.ts'
import { checksFor } from '../../../alerting/ticket/workflow.ts'
import type { TicketClock } from '../../../model/ticket.ts'
import { local, MONDAY_9, shown } from './moment.ts'

const POLICIES = ['jinan', 'liaocheng', 'haiyang', 'generic'] as const
const draft = (category: string, more: object = {}) => ({
  source: 'telemetry',
  category,
  alarms: [],
  priority: 2,
  ...more,
})

describe('routing: who is responsible', () => {
  test.each<[rule: string, policy: string, category: string, more: object, unit: string, also?: string[]]>([
    ['JN-REP-01', 'jinan', 'burst', {}, 'emergencyRepair', ['network']],
    ['SP-ROUTE-01', 'jinan', 'hiddenLeak', {}, 'leakDetection'],
    ['JN-PR-01', 'jinan', 'lowPressure', {}, 'areaManager'],
    ['SP-ROUTE-02', 'jinan', 'municipalPressure', {}, 'dispatchCentre'],
    ['JN-WQ-05', 'jinan', 'waterQuality', {}, 'waterQuality'],
    ['JN-PMP-01', 'jinan', 'pumpRepair', {}, 'secondarySupply'],
    ['JN-PT-01', 'jinan', 'abnormalUsage', {}, 'customerRepresentative'],
    ['JN-MT-04', 'jinan', 'meterChange', {}, 'equipment'],
    ['SP-ROUTE-03', 'jinan', 'meterPitLeak', {}, 'meterCentre'],
    ['SP-ROUTE-04', 'jinan', 'theft', {}, 'inspection'],
    ['JN-PAT-05', 'jinan', 'manholeCover', {}, 'areaManager'],
    ['JN-CON-05', 'jinan', 'constructionComplaint', {}, 'construction'],
    ['JN-DES-03', 'jinan', 'design', {}, 'design'],
    ['JN-SUP-01', 'jinan', 'general', { kind: 'complaint' }, 'supervision'],
    ['JN-SUP-02', 'jinan', 'never heard of', {}, 'supervision'],
    ['LC-REP-04', 'liaocheng', 'thirdPartyDamage', {}, 'pipelines', ['inspectionSquad']],
    ['LC-REP-01', 'liaocheng', 'burst', {}, 'pipelines'],
    ['LC-WQ-01', 'liaocheng', 'massPollution', {}, 'userRepair'],
    ['SP-ROUTE-05', 'liaocheng', 'waterPollution', {}, 'userRepair'],
    ['SP-ROUTE-06', 'liaocheng', 'noWater', {}, 'userRepair'],
    ['SP-ROUTE-07', 'liaocheng', 'theft', {}, 'inspectionSquad'],
    ['SP-ROUTE-08', 'liaocheng', 'abnormalUsage', {}, 'customer'],
    ['LC-ORG-02', 'liaocheng', 'misconduct', {}, 'discipline'],
    ['LC-ORG-01', 'liaocheng', 'general', {}, 'opsMgmt'],
    ['HY-VIS-02', 'haiyang', 'burst', {}, 'repair'],
    ['SP-ROUTE-09', 'haiyang', 'waterQuality', {}, 'waterQuality'],
    ['HY-VIS-01', 'haiyang', 'meterChange', {}, 'repair'],
    ['HY-WO-01', 'haiyang', 'general', {}, 'responsible'],
    ['GEN-RT-01', 'generic', 'municipalPressure', {}, 'productionTech'],
    ['MX-ORG-01', 'generic', 'municipalPressure', {}, 'productionTech'],
    ['GEN-RT-02', 'generic', 'userPressure', {}, 'network'],
    ['GEN-RT-03', 'generic', 'waterQuality', {}, 'waterQuality'],
    ['GEN-ORG-02', 'generic', 'sampleOrder', {}, 'waterQuality'],
    ['GEN-ORG-03', 'generic', 'leak', {}, 'network'],
    ['GEN-ORG-05', 'generic', 'meterReadingCheck', {}, 'metrology'],
    ['SP-ROUTE-10', 'generic', 'meterFault', {}, 'network'],
    ['SP-ROUTE-11', 'generic', 'abnormalUsage', {}, 'businessService'],
    ['SP-ROUTE-12', 'generic', 'theft', {}, 'inspectionSquad'],
    ['GEN-ORG-04', 'generic', 'outageApplication', {}, 'productionTech'],
    ['GEN-CMP-04', 'generic', 'general', { kind: 'complaint' }, 'customerCentre'],
    ['GEN-ORG-01', 'generic', 'general', {}, 'businessService'],
  ])('%s (%s): %s %o goes to %s', (rule, id, category, more, unit, also) => {
    const { policy } = shippedPolicy(id)
    expect(policy.routing.some(route => route.rule === rule)).toBe(true)
    const ticket = openTicket(draft(category, more), 'X', 'system', policy, MONDAY_9)
    expect([ticket.unit, ticket.alsoUnits]).toEqual([unit, also])
  })
})

describe('duties come round', () => {
  test.each([
    ['JN-PAT-01', 'jinan', 'patrol', 'special', '03-03'],
    ['JN-PAT-01', 'jinan', 'patrol', 'first', '03-03'],
    ['JN-PAT-01', 'jinan', 'patrol', 'second', '03-04'],
    ['JN-PAT-01', 'jinan', 'patrol', 'third', '03-05'],
    ['JN-TNK-01', 'jinan', 'tankCleaning', undefined, '09-02'],
    ['JN-MT-07', 'jinan', 'meterInspection', undefined, '04-02'],
    ['JN-SUP-02', 'jinan', 'supervision', undefined, '03-03'],
    ['LC-MR-01', 'liaocheng', 'meterReading', undefined, '04-02'],
    ['LC-KPI-01', 'liaocheng', 'serviceStatistics', undefined, '04-02'],
    ['HY-CMP-07', 'haiyang', 'serviceCircular', undefined, '03-09'],
    ['GEN-PAT-01', 'generic', 'patrolSheet', undefined, '03-03'],
    ['GEN-REP-05', 'generic', 'reinspection', undefined, '03-09'],
    ['GEN-CMP-03', 'generic', 'complaintSummary', undefined, '04-02'],
    ['GEN-CMP-03', 'generic', 'complaintStatistics', undefined, '06-02'],
    ['MX-REP-03', 'generic', 'repairSummary', undefined, '04-02'],
    ['TS-DUTY-08', 'generic', 'operationAnalysis', undefined, '04-02'],
    ['MX-WQ-01', 'generic', 'waterTests', undefined, '03-03'],
    ['MX-FAC-02', 'generic', 'tankCleaning', undefined, '09-02'],
    ['MX-MR-01', 'generic', 'readingRecheck', undefined, '04-02'],
    ['MX-WQ-02', 'generic', 'publishQuality', undefined, '04-02'],
  ] as const)('%s (%s): %s %s done on Monday is due again on %s', (rule, id, name, grade, due) => {
    const { policy, calendar } = shippedPolicy(id)
    const duty = dutiesOf(policy, name, grade).find(one => one.rule === rule)!
    expect(shown(dueAgain(duty, MONDAY_9, calendar))).toBe(`${due} 23:59`)
  })

  test('JN-PAT-04: river crossings and railway culverts every week', () => {
    const { policy, calendar } = shippedPolicy('jinan')
    const duty = policy.duties.find(({ rule }) => rule === 'JN-PAT-04')!
    expect([duty.of, shown(dueAgain(duty, MONDAY_9, calendar))]).toEqual(['crossing', '03-09 23:59'])
  })

  test.each([
    ['JN-PAT-02', { dn: 600 }, 'special'],
    ['JN-PAT-02', { dn: 200, boosterMain: true }, 'special'],
    // Above DN1200 nothing is stated: special (regulations C.3).
    ['JN-PAT-02', { dn: 1400 }, 'special'],
    ['JN-PAT-03', { dn: 300 }, 'first'],
    ['JN-PAT-03', { dn: 200 }, 'second'],
    // Between DN150 and DN200 nothing is stated: third.
    ['JN-PAT-03', { dn: 160 }, 'third'],
    ['JN-PAT-03', { dn: 100 }, 'third'],
  ] as const)('%s: a pipe of %o is of grade %s', (_, pipe, grade) => {
    expect(pipeGrade(pipe, shippedPolicy('jinan').policy)).toBe(grade)
  })
})

describe('violations, as a utility assesses them', () => {
  const late = (name: string, level: 'must' | 'should' = 'must'): TicketClock => ({
    name,
    rule: 'X',
    level,
    state: 'breached',
  })
  test.each<[rule: string, policy: string, clocks: TicketClock[], flags: string[], fine?: [number, number]]>([
    ['LC-PEN-01', 'liaocheng', [late('arrive')], [], [50, 100]],
    ['LC-PEN-01', 'liaocheng', [late('repair')], [], [50, 100]],
    ['LC-PEN-02', 'liaocheng', [late('repair')], ['loss'], [100, 300]],
    ['LC-PEN-03', 'liaocheng', [], ['insufficientFlushing'], [100, 500]],
    ['LC-PEN-04', 'liaocheng', [], ['shutoffNotAssisted']],
    ['LC-PEN-05', 'liaocheng', [], ['badMaterial']],
    ['LC-OUT-06', 'liaocheng', [], ['outageNotTold']],
    ['LC-REP-05', 'liaocheng', [], ['rework']],
    ['LC-OUT-07', 'liaocheng', [], ['unapprovedOutage']],
    ['LC-OUT-08', 'liaocheng', [], ['arrearsNotReported']],
    ['LC-WO-16', 'liaocheng', [], ['unreachable']],
    ['LC-WO-17', 'liaocheng', [late('handle')], [], [50, 50]],
    ['LC-WO-18', 'liaocheng', [], ['repeat']],
    ['LC-WO-20', 'liaocheng', [], ['noReply']],
    ['GEN-PEN-01', 'generic', [late('arrive')], [], [100, 100]],
  ])('%s (%s): %o %o', (rule, id, clocks, flags, fine) => {
    const { policy } = shippedPolicy(id)
    const record = newRecord(openTicket(draft('burst', { flags }), 'X', 'system', policy, MONDAY_9))
    const found = violationsOf(record, clocks, policy).find(one => one.rule === rule)
    expect(found?.fine).toEqual(fine)
    expect(found?.because).toEqual([...clocks.map(({ name }) => name), ...flags])
    expect(violationsOf({ ticket: { ...record.ticket, flags: [] } }, [], policy)).toEqual([])
  })

  test('LC-REP-02: a missed "should" is none; a delay without loss is no LC-PEN-02', () => {
    const { policy } = shippedPolicy('liaocheng')
    const record = newRecord(openTicket(draft('burst'), 'X', 'system', policy, MONDAY_9))
    expect(violationsOf(record, [late('repair', 'should')], policy)).toEqual([])
    expect(violationsOf(record, [late('repair')], policy).map(({ rule }) => rule)).toEqual(['LC-PEN-01'])
  })
})

describe('checklists in the words of the rules', () => {
  test.each<[rule: string, policy: string, step: Move, category: string, more: object, zh: string]>([
    ['JN-WO-05', 'jinan', 'contacted', 'burst', {}, '預約處理時間'],
    ['JN-WO-11', 'jinan', 'reviewed', 'burst', {}, '真實'],
    ['JN-PT-02', 'jinan', 'repaired', 'abnormalUsage', {}, '保護性停水'],
    ['JN-PR-02', 'jinan', 'extended', 'noWater', {}, '提前與客戶聯系'],
    ['JN-PAT-06', 'jinan', 'reported', 'leak', { source: 'patrol' }, '立即上報'],
    ['JN-CON-01', 'jinan', 'barrierSet', 'burst', {}, '1.2米'],
    ['JN-CON-02', 'jinan', 'barrierSet', 'burst', {}, '22:00'],
    ['JN-CON-06', 'jinan', 'barrierSet', 'pipelineWorks', {}, '監督電話'],
    ['HY-ONE-01', 'haiyang', 'reported', 'newSupply', {}, '一次性告知'],
    ['HY-VIS-05', 'haiyang', 'replied', 'meterFault', {}, '征求意见书'],
    ['MX-REP-01', 'generic', 'arrived', 'leak', {}, '现场勘查'],
    ['MX-REP-04', 'generic', 'barrierSet', 'leak', {}, '警示标志'],
    ['YS-CON-01', 'generic', 'repaired', 'leak', {}, '料净场清'],
    ['GEN-VIS-01', 'generic', 'rescheduled', 'leak', {}, '再约通知单'],
    ['GEN-REP-01', 'generic', 'reported', 'leak', { source: 'patrol' }, '工程维修单'],
    ['MX-WQ-03', 'generic', 'arrived', 'waterQuality', {}, '停止供水'],
    ['GEN-HL-03', 'generic', 'dispatched', 'leak', {}, '及时汇报'],
  ])('%s (%s) at %s of %s %o', (rule, id, step, category, more, zh) => {
    const { policy } = shippedPolicy(id)
    const ticket = openTicket(draft(category, more), 'X', 'system', policy, MONDAY_9)
    expect(checksFor(ticket, step, policy).find(check => check.rule === rule)?.says.zh).toContain(zh)
  })
})

type Row = [rule: string, section: 'targets' | 'limits' | 'forms', name: string, value: unknown]
const JINAN: Row[] = [
  ['JN-WO-02', 'targets', 'dispatchAccuracy', 1],
  ['JN-KPI-01', 'targets', 'secondarySupplyComplaintsInTime', 1],
  ['JN-OUT-03', 'targets', 'outageNotified', 1],
  ['JN-TNK-02', 'targets', 'tankCleaningDone', 1],
  ['JN-PMP-03', 'targets', 'continuousSupply', 1],
  ['JN-HL-01', 'limits', 'maxRings', 3],
  ['JN-HL-03', 'limits', 'callMax', 'PT2M'],
  ['JN-MR-02', 'limits', 'estimateAfterDays', 3],
  ['JN-MR-03', 'limits', 'maxConsecutiveEstimates', 2],
  ['JN-MR-05', 'limits', 'arrearsDaysOrganisation', 15],
  ['JN-MR-05', 'limits', 'arrearsDaysResident', 30],
  ['JN-MT-02', 'limits', 'occupancyForSwitch', 0.7],
  ['JN-PAT-02', 'limits', 'gradeSpecialFromDn', 600],
  ['JN-PAT-03', 'limits', 'gradeFirstFromDn', 300],
  ['JN-PAT-03', 'limits', 'gradeSecondFromDn', 200],
  ['JN-PAT-03', 'limits', 'gradeThirdBelowDn', 200],
  ['JN-CON-01', 'limits', 'fenceMetresRepair', 1.2],
  ['JN-CON-01', 'limits', 'fenceMetresMunicipal', 1.8],
  ['JN-WQ-01', 'limits', 'waterStandard', 'GB5749-2006'],
  ['JN-WQ-04', 'limits', 'onlineQuality', 'boosterStation, keyNode, secondarySupply'],
  [
    'JN-WO-01',
    'forms',
    'workOrder',
    [
      'source',
      'address',
      'contact',
      'reporter',
      'content',
      'faultCategory',
      'responsibleUnit',
      'handleLimit',
      'customerContactTime',
    ],
  ],
  [
    'JN-WO-10',
    'forms',
    'reply',
    ['contactedInTime', 'siteAndCause', 'measuresAndEffect', 'customerApproved'],
  ],
  ['JN-HL-02', 'forms', 'hotlineIntake', ['supplyNo', 'detail', 'onsetTime']],
  ['JN-HL-04', 'forms', 'contactWindow', ['mobile', 'mayContact', 'mayNotContact']],
  ['JN-PMP-04', 'forms', 'stationBoard', ['supplyHours', 'responsible', 'servicePhone']],
  ['JN-CON-06', 'forms', 'siteBoard', ['summary', 'duration', 'sketch', 'contractor', 'supervisionPhone']],
  ['JN-DES-02', 'forms', 'asBuilt', ['asBuiltSurvey', 'gisReady']],
]
const LIAOCHENG: Row[] = [
  ['LC-MR-01', 'limits', 'unreadableMonthsBeforeReason', 2],
  ['LC-MR-02', 'limits', 'maxConsecutiveReadingErrors', 3],
  ['LC-WO-04', 'limits', 'liaison24h', true],
  ['LC-WO-06', 'limits', 'clockStart', 'reported'],
]
const HAIYANG: Row[] = [
  ['HY-CMP-01', 'limits', 'complaintClasses', 'supplyQuality, serviceQuality, suggestion'],
  ['HY-CMP-02', 'forms', 'complaint', ['user', 'course', 'demand']],
]
const GENERIC: Row[] = [
  ['YS-REP-01', 'targets', 'repairInTime', 1],
  ['MX-KPI-01', 'targets', 'feeRecovery', 0.99],
  ['GEN-HL-01', 'limits', 'maxRings', 3],
  ['TS-HO-01', 'limits', 'handoverEarly', 'PT15M'],
  ['TS-HO-04', 'limits', 'handoverBlockedByOperation', true],
  ['TS-HO-05', 'limits', 'handoverBlockedByAccident', true],
  ['YS-SVC-01', 'limits', 'hotline24x7', true],
  ['GEN-CMP-02', 'limits', 'complaintTargets', 'company, department, representative'],
  ['GEN-CMP-01', 'limits', 'complaintNumberUnique', true],
  ['GEN-CMP-04', 'limits', 'backfillAllowed', true],
  ['GEN-CMP-09', 'limits', 'serviceRecoveryOrder', true],
  ['GEN-PEN-02', 'limits', 'compensationPerDayLate', 20],
  ['MX-SVC-02', 'limits', 'officeHours', 'summer 08:30-11:30 14:00-17:30; winter 08:30-11:30 13:30-17:00'],
  ['MX-SVC-03', 'limits', 'intakeTypes', 'faultReport, billQuery, enquiry, suggestion, complaint'],
  ['MX-SVC-04', 'limits', 'externalNumberOf12345', true],
  ['MX-SVC-05', 'limits', 'deputy', true],
  ['MX-EMG-01', 'limits', 'emergencyPlan', true],
  [
    'TS-HO-02',
    'forms',
    'handover',
    ['equipmentState', 'defectsAccidents', 'toolsKeys', 'recordsComplete', 'hygiene'],
  ],
  ['TS-HO-03', 'forms', 'handoverInspection', ['siteInspected', 'problemsResolved']],
  ['TS-HO-06', 'forms', 'handoverSignatures', ['outgoing', 'incoming']],
  [
    'GEN-CMP-05',
    'forms',
    'complaintCard',
    ['complainant', 'address', 'time', 'target', 'content', 'demand', 'number'],
  ],
  ['MX-FAC-01', 'forms', 'maintenanceRecord', ['maintenance', 'person']],
  ['TS-DUTY-05', 'forms', 'workPermit', ['filledBy', 'reviewedBy', 'executedBy']],
  ['TS-DUTY-06', 'forms', 'parameterLog', ['parameters', 'time', 'operator']],
  [
    'GEN-HL-02',
    'forms',
    'hotlineCategories',
    ['enquiry', 'burstOrLeak', 'meterFault', 'readingAndCharging', 'complaint'],
  ],
]

describe.each([
  ['jinan', JINAN],
  ['liaocheng', LIAOCHENG],
  ['haiyang', HAIYANG],
  ['generic', GENERIC],
])('figures and forms of %s', (id, rows) => {
  const { policy } = shippedPolicy(id)
  test.each(rows)('%s %s %s is %o', (rule, section, name, value) => {
    const entries: readonly { rule: string; name: string; value?: unknown; fields?: string[] }[] =
      policy[section]
    const entry = entries.find(one => one.rule === rule && one.name === name)
    expect(entry?.fields ?? entry?.value).toEqual(value)
  })
})

describe('notices of the rules', () => {
  test.each([
    ['JN-OUT-01', 'jinan', 'planned', { lead: 'PT24H', recipients: ['community', 'property', 'vip'] }],
    ['JN-OUT-04', 'jinan', 'emergency', { channels: ['post'], fields: ['cause', 'expectedRecovery'] }],
    ['JN-OUT-02', 'jinan', 'planned', { fields: ['cause', 'expectedRecovery'] }],
    ['JN-MT-03', 'jinan', 'meterChange', { lead: 'P3D', when: { flags: ['special'] } }],
    ['JN-MT-03', 'jinan', 'meterChange', { lead: 'P1D' }],
    ['JN-MT-02', 'jinan', 'meterSwitch', { lead: 'P1D' }],
    ['JN-MR-04', 'jinan', 'abnormalUsage', { within: 'endOfDay', channels: ['post', 'sms'] }],
    ['JN-MR-05', 'jinan', 'arrears', { within: 'P3D' }],
    ['JN-WO-09', 'jinan', 'outOfScope', { recipients: ['customer', 'propertyManager'] }],
    [
      'LC-OUT-01',
      'liaocheng',
      'planned',
      { lead: 'PT24H', channels: ['media', 'post', 'sms'], approval: 'opsMgmt' },
    ],
    [
      'LC-OUT-02',
      'liaocheng',
      'emergency',
      { fields: ['pipeDn', 'valveSizes', 'valveCount', 'area', 'start', 'end'] },
    ],
    ['LC-OUT-03', 'liaocheng', 'restored', { within: 'PT0S' }],
    ['LC-OUT-03', 'liaocheng', 'extended', { lead: 'PT0S' }],
    ['LC-OUT-04', 'liaocheng', 'arrears', { lead: 'PT0S' }],
    ['YS-OUT-01', 'generic', 'planned', { lead: 'P3D', channels: ['media'] }],
    ['YS-OUT-01', 'generic', 'temporary', { lead: 'PT0S' }],
    ['YS-OUT-02', 'generic', 'emergency', { recipients: ['importantUsers'] }],
    ['GEN-REP-04', 'generic', 'emergency', { recipients: ['enterprises'] }],
  ])('%s (%s) %s: %o', (rule, id, name, wanted) => {
    const { notices } = shippedPolicy(id).policy
    // JN-OUT-02 says what a notice must state, in the notices of its rule book.
    const ours = notices.filter(
      notice => notice.name === name && (notice.rule === rule || rule === 'JN-OUT-02'),
    )
    expect(ours).toContainEqual(expect.objectContaining(wanted))
  })
})

describe('what is no clock and no gate', () => {
  test('JN-CB-01: nobody is called from 22:00 to 8:30', () => {
    expect(shippedPolicy('jinan').policy.quietHours).toMatchObject({
      from: '22:00',
      to: '08:30',
      rule: 'JN-CB-01',
    })
  })
  test('LC-REP-05, GEN-REP-05: the same leak within three months is rework', () => {
    for (const id of ['liaocheng', 'generic']) expect(shippedPolicy(id).policy.rework!.window).toBe('P3M')
  })
  test('LC-WO-18: two complaints about one matter are a repeated one', () => {
    expect(shippedPolicy('liaocheng').policy.repeat!.threshold).toBe(2)
  })
  test('LC-WO-15: operations management decides on objections', () => {
    expect(shippedPolicy('liaocheng').policy.objection!.decider).toBe('opsMgmt')
  })
  test('LC-WO-06: handling limits count from the report', () => {
    const handling = shippedPolicy('liaocheng').policy.clocks.filter(({ name }) => name === 'handle')
    expect(new Set(handling.map(({ from }) => from))).toEqual(new Set(['reported']))
  })
  test('SP-DUP-01: within 200 m and 6 h a duplicate is offered', () => {
    for (const id of POLICIES) {
      expect(shippedPolicy(id).policy.duplicates).toMatchObject({
        radius: 200,
        window: 'PT6H',
        assumed: true,
      })
    }
  })
  test('MX-SVC-02: office hours by season', () => {
    const { calendar } = shippedPolicy('generic')
    const hours = (day: string) =>
      calendar
        .officeHours(calendar.local(local(day)))
        .map(([from, to]) => `${shown(from)!.slice(6)}-${shown(to)!.slice(6)}`)
    expect(hours('2026-07-01 12:00')).toEqual(['08:30-11:30', '14:00-17:30'])
    expect(hours('2026-12-01 12:00')).toEqual(['08:30-11:30', '13:30-17:00'])
    expect(hours('2026-07-05 12:00')).toEqual([])
  })
  test.each([
    ['liaocheng', ['LC-ORG-01', 'LC-WO-01', 'LC-WO-02', 'LC-ORG-03']],
    ['haiyang', ['HY-OT-01', 'HY-WO-01']],
    [
      'generic',
      [
        'TS-DUTY-01',
        'TS-DUTY-02',
        'TS-DUTY-03',
        'TS-DUTY-04',
        'TS-DUTY-07',
        'SYS-02',
        'GEN-ORG-01',
        'MX-SVC-01',
        'MX-FLOW-01',
      ],
    ],
  ])('%s: what people keep is named, in both languages', (id, rules) => {
    const { principles } = shippedPolicy(id).policy
    expect(principles.map(({ rule }) => rule)).toEqual(rules)
    for (const { says } of principles) expect([says.zh, says.en].every(text => text.length > 5)).toBe(true)
  })
})
