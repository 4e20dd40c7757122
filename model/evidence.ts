import type { Evidence } from './detection.ts'
import { fromSi } from './units.ts'

type Language = 'zh' | 'en'
type Wording = [zh: string, en: string]

const number = (value: number, decimals = 2) => String(Number(value.toFixed(decimals)))
const minutes = (ms: number) => number(ms / 60_000, 0)
const percent = (share: number) => `${number(100 * share, 0)} %`
const flow = (value: number) => `${number(value, 1)} m³/h`
const UNITS: Record<string, string> = {
  m3: 'm³',
  'm3/h': 'm³/h',
  'kWh/m3': 'kWh/m³',
  'Wh/(m3·m)': 'Wh/(m³·m)',
}

/** A value in the unit people read it in: pressures are stored in m and spoken of in MPa. */
function spoken(value: number, unit: unknown): string {
  if (unit === 'm') return `${number(fromSi(value, 'MPa'), 3)} MPa`
  return typeof unit === 'string' && unit !== '1' ? `${number(value)} ${UNITS[unit] ?? unit}` : number(value)
}

/** What a number of the evidence is called; what is not here is for engineers, not for a ticket's text. */
const WORDS: Record<string, { says: Wording; shown?: (value: number, unit: unknown) => string }> = {
  value: { says: ['当前', 'now'], shown: spoken },
  limit: { says: ['限值', 'limit'], shown: spoken },
  drop: { says: ['压力下降', 'pressure down by'], shown: value => spoken(value, 'm') },
  before: { says: ['此前', 'from'], shown: value => spoken(value, 'm') },
  rise: { says: ['流量上升', 'flow up by'], shown: value => `${number(value, 1)} m³/h` },
  change: { says: ['变化', 'change'], shown: spoken },
  within: { says: ['时间内', 'within'], shown: value => `${minutes(value)} min` },
  flow: { says: ['流量', 'flow'], shown: value => `${number(value)} m³/h` },
  volume: { says: ['水量', 'volume'], shown: value => `${number(value)} m³` },
  hours: { says: ['持续', 'for'], shown: value => `${number(value, 1)} h` },
  span: { says: ['无变化', 'unchanged for'], shown: value => `${minutes(value)} min` },
  silent: { says: ['无数据', 'silent for'], shown: value => `${minutes(value)} min` },
  sensors: { says: ['一致测点', 'sensors that agree'], shown: value => number(value, 0) },
  devices: { says: ['失联设备', 'devices'], shown: value => number(value, 0) },
  of: { says: ['共', 'of'], shown: value => number(value, 0) },
  cause: { says: ['原因', 'because'] },
  reason: { says: ['原因', 'because'] },
  parameters: { says: ['异常参数', 'unusual'] },
  pump: { says: ['水泵', 'pump'] },
  usual: { says: ['平时', 'usually'], shown: spoken },
  above: { says: ['高出', 'above by'], shown: spoken },
  used: { says: ['用水', 'used'], shown: value => `${number(value)} m³` },
  inflow: { says: ['进水', 'inflow'], shown: value => `${number(value, 0)} m³` },
  missing: { says: ['未计量', 'unaccounted for'], shown: value => `${number(value, 0)} m³` },
  nights: { says: ['连续夜数', 'nights in a row'], shown: value => number(value, 0) },
  days: { says: ['天数', 'days'], shown: value => number(value, 0) },
  legitimate: { says: ['合理夜间用水', 'night use allowed for'], shown: flow },
  excess: { says: ['超出合理用水', 'more than that by'], shown: flow },
  starts: { says: ['启停次数', 'starts or short runs'], shown: value => number(value, 0) },
  load: { says: ['负载为平时的', 'load, of its usual'], shown: percent },
  inlet: { says: ['进口压力', 'inlet'], shown: value => spoken(value, 'm') },
  tank: { says: ['水箱水位', 'tank level'], shown: value => `${number(value)} m` },
  behind: { says: ['运行时间落后', 'running time behind by'], shown: percent },
  specific: { says: ['单耗', 'energy'], shown: spoken },
  more: { says: ['增加', 'more by'], shown: percent },
  ahead: { says: ['时钟超前', 'clock ahead by'], shown: value => `${minutes(value)} min` },
  together: { says: ['合并计量分区', 'measured together'] },
  zones: { says: ['分区数', 'zones'], shown: value => number(value, 0) },
  points: { says: ['涉及点数', 'points'], shown: value => number(value, 0) },
  nearest: { says: ['最近测点', 'nearest'] },
  meaning: { says: ['设备报', 'the device says'] },
}

/** What programs call causes and reasons, as people do. */
const TERMS: Record<string, Wording> = {
  refused: ['连接被拒绝', 'connection refused'],
  unreachable: ['网络不可达', 'host unreachable'],
  'connect-timeout': ['连接超时', 'no connection in time'],
  closed: ['连接被关闭', 'connection closed'],
  silent: ['设备无应答', 'no answer'],
  garbled: ['应答无法识别', 'garbled answers'],
  port: ['串口无法打开', 'serial port cannot be opened'],
  'device-failure': ['设备故障', 'device failure'],
  'sensor-failure': ['传感器故障', 'sensor failure'],
  sentinel: ['仪表报无效值', 'it reports no value'],
  'out-of-range': ['超出量程', 'out of range'],
  'stuck-at-limit': ['停在量程端点', 'stuck at the end of its range'],
  'bad-register': ['寄存器不可读', 'register refused'],
  undecodable: ['数据无法解码', 'cannot be decoded'],
  'no-sample': ['取样无水流', 'no sample flow'],
  'cross-check': ['与另一仪表矛盾', 'contradicts another instrument'],
  configuration: ['配置错误', 'wrongly configured'],
  'missing-phase': ['缺相', 'missing phase'],
  overvoltage: ['过电压', 'overvoltage'],
  undervoltage: ['欠电压', 'undervoltage'],
  overload: ['过载', 'overload'],
  blocked: ['堵转', 'blocked'],
  underload: ['欠载', 'underload'],
  'dry-running': ['干转', 'dry running'],
  'motor-temperature-high': ['电机温度高', 'motor temperature high'],
  'bearing-temperature-high': ['轴承温度高', 'bearing temperature high'],
  'non-return-valve': ['止回阀故障', 'non-return valve'],
  'sensor-fault': ['传感器故障', 'sensor fault'],
  'change-bearings': ['更换轴承', 'change bearings'],
  'lubricate-bearings': ['润滑轴承', 'lubricate bearings'],
  'pressure-build-up-timeout': ['建压超时', 'pressure builds up too slowly'],
  unlisted: ['未列出的代码', 'an unlisted code'],
  chlorine: ['余氯', 'chlorine'],
  turbidity: ['浑浊度', 'turbidity'],
  conductivity: ['电导率', 'conductivity'],
  ph: ['pH', 'pH'],
}

/** A word, or several with commas between, as people say it. */
function term(text: string, language: Language): string {
  const at = language === 'zh' ? 0 : 1
  const words = text.split(', ').map(word => TERMS[word]?.[at] ?? word)
  return words.join(language === 'zh' ? '、' : ', ')
}

/** The evidence of a detection in words, e.g. "压力下降 0.094 MPa，此前 0.33 MPa"; empty when it has none for people. */
export function evidenceWords(evidence: Evidence, language: Language): string {
  const parts = Object.entries(evidence).flatMap(([key, value]) => {
    const word = WORDS[key]
    if (!word || value === null || value === '' || typeof value === 'boolean') return []
    const shown =
      typeof value === 'number'
        ? (word.shown?.(value, evidence.unit) ?? number(value))
        : term(value, language)
    return [`${word.says[language === 'zh' ? 0 : 1]} ${shown}`]
  })
  return parts.join(language === 'zh' ? '，' : ', ')
}
