import type { Priority } from './alarm.ts'
import type { Name } from './point.ts'
import { QUANTITIES, type Quantity } from './quantity.ts'

/** Where a value stands against its four thresholds: L/H warn (operating band), LL/HH are exceedances (limit). */
export const LIMIT_LEVELS = ['very-low', 'low', 'high', 'very-high'] as const
export type LimitLevel = (typeof LIMIT_LEVELS)[number]

/** The kind of a limit detection, e.g. `chlorine-very-low`. */
export function limitKind(quantity: Quantity, level: LimitLevel): string {
  return `${quantity}-${level}`
}

/** A kind of detection as people name it, with its code and default priority in the catalogue (domain.md §8). */
export interface KindInfo extends Name {
  code: string
  priority: Priority
  /** What `subject` names. */
  about: 'point' | 'zone' | 'asset' | 'gateway' | 'site'
}

const kind = (
  code: string,
  priority: Priority,
  about: KindInfo['about'],
  zh: string,
  en: string,
): KindInfo => ({
  code,
  priority,
  about,
  zh,
  en,
})

/** Every kind of detection other than limits. */
export const KINDS: Readonly<Record<string, KindInfo>> = {
  // Water in the network. A zone's drop is agreed by two sensors or by pressure and inlet flow; a point's is not.
  burst: kind('P-DROP', 1, 'zone', '疑似爆管', 'suspected burst'),
  'pressure-drop': kind('P-DROP-1', 3, 'point', '单点压力骤降', 'pressure drop at one sensor'),
  'plant-event': kind('P-PLANT', 1, 'site', '全网压力下降', 'pressure drop in all zones'),
  'flow-rise': kind('Q-BURST', 2, 'zone', '入口流量异常升高', 'zone inflow above usual'),
  leak: kind('MNF-RISE', 3, 'zone', '疑似漏损', 'suspected leak'),
  'zone-imbalance': kind('ZONE-BAL', 3, 'zone', '分区水量不平衡', 'zone balance does not close'),
  'rate-of-change': kind('RATE', 3, 'point', '变化过快', 'changes too fast'),
  contamination: kind('WQ-COMBO', 1, 'asset', '疑似水质污染', 'several quality parameters abnormal'),
  'quality-event': kind('WQ-EVENT', 2, 'asset', '水质异常', 'unusual water quality'),
  // Stations
  'pump-fault': kind('PMP-FLT', 2, 'asset', '水泵故障', 'pump fault or trip'),
  'pump-dry-run': kind('PMP-DRY', 2, 'asset', '水泵干转', 'pump running dry'),
  'pump-short-cycling': kind('PMP-SHORT', 3, 'asset', '水泵频繁启停', 'pump short cycling'),
  'pump-starts': kind('PMP-STARTS', 3, 'asset', '每小时启动次数过多', 'too many pump starts an hour'),
  'pump-efficiency': kind('PMP-EFF', 4, 'asset', '水泵单耗升高', 'pump uses more energy a cubic metre'),
  'pump-imbalance': kind('PMP-IMB', 4, 'asset', '水泵运行时间不均', 'pumps run unevenly'),
  'mains-failure': kind('STN-POWER', 2, 'asset', '市电中断', 'mains power lost'),
  flooding: kind('STN-FLOOD', 1, 'asset', '泵房水浸', 'station flooded'),
  'door-open': kind('STN-DOOR', 3, 'asset', '泵房门打开', 'station door open'),
  // Customers' meters
  'meter-leak': kind('MTR-LEAK', 4, 'asset', '户内疑似漏水', 'continuous use behind a meter'),
  'meter-burst': kind('MTR-BURST', 2, 'asset', '户内疑似爆管', 'burst behind a meter'),
  'meter-reverse': kind('MTR-REV', 3, 'asset', '水表倒流', 'meter runs backwards'),
  'meter-spike': kind('MTR-SPIKE', 3, 'asset', '用水量异常波动', 'unusual use'),
  'meter-zero': kind('MTR-ZERO', 4, 'asset', '水表长期零用水', 'meter stands still'),
  'meter-tamper': kind('MTR-TAMPER', 3, 'asset', '水表被动用', 'meter tampered with'),
  // Instruments and links (diagnostic)
  'flat-line': kind('INST-FLAT', 4, 'point', '读数不变', 'value does not move'),
  'instrument-fault': kind('INST-FAULT', 4, 'point', '仪表故障', 'instrument fault'),
  'missing-data': kind('COM-LOST', 4, 'point', '数据缺失', 'no data'),
  'comm-failure': kind('COM-LOST', 3, 'gateway', '通信中断', 'communication lost'),
  'clock-wrong': kind('CLOCK', 4, 'asset', '设备时钟错误', 'device clock wrong'),
}

const LIMIT_CODES: Record<string, string> = {
  pressure: 'P',
  chlorine: 'WQ-CL',
  turbidity: 'WQ-TURB',
  ph: 'WQ-PH',
  level: 'TNK',
}
const HEALTH: readonly Quantity[] = ['chlorine', 'total-chlorine', 'chlorine-dioxide', 'turbidity']
const LEVEL_ZH: Record<LimitLevel, string> = {
  'very-low': '过低',
  low: '偏低',
  high: '偏高',
  'very-high': '过高',
}
const LEVEL_EN: Record<LimitLevel, string> = {
  'very-low': 'far too low',
  low: 'low',
  high: 'high',
  'very-high': 'far too high',
}

/** What is known of a kind, limits included; undefined for a kind nobody here sends. */
export function kindInfo(kindName: string): KindInfo | undefined {
  const known = KINDS[kindName]
  if (known) return known
  const match = /^(.+?)-(very-low|very-high|low|high)$/.exec(kindName)
  const quantity = match?.[1] as Quantity | undefined
  if (!match || quantity === undefined || !(quantity in QUANTITIES)) return undefined
  const level = match[2] as LimitLevel
  const { zh, en } = QUANTITIES[quantity]
  return {
    code: `${LIMIT_CODES[quantity] ?? quantity.toUpperCase()}-${level.toUpperCase()}`,
    priority: limitPriority(quantity, level),
    about: 'point',
    zh: zh + LEVEL_ZH[level],
    en: `${en} ${LEVEL_EN[level]}`,
  }
}

function limitPriority(quantity: Quantity, level: LimitLevel): Priority {
  const exceeded = level.startsWith('very')
  if (HEALTH.includes(quantity)) return exceeded ? 1 : 3
  if (quantity === 'pressure') return level === 'very-low' ? 1 : level === 'low' ? 2 : 3
  return exceeded ? 2 : 3
}
