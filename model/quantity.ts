/** What a point measures. `kind`: a gauge moves freely, a counter only grows (totalisers), a state is discrete. */
export interface QuantityInfo {
  unit: string
  kind: 'gauge' | 'counter' | 'state'
  decimals: number
  /** Physically possible values, SI (domain.md §9): outside is bad/out-of-range. */
  range: [number, number]
  zh: string
  en: string
}

const gauge = (
  unit: string,
  decimals: number,
  range: [number, number],
  zh: string,
  en: string,
): QuantityInfo => ({
  unit,
  kind: 'gauge',
  decimals,
  range,
  zh,
  en,
})
const counter = (unit: string, decimals: number, zh: string, en: string): QuantityInfo => ({
  unit,
  kind: 'counter',
  decimals,
  range: [0, 1e12],
  zh,
  en,
})
const state = (zh: string, en: string): QuantityInfo => ({
  unit: '1',
  kind: 'state',
  decimals: 0,
  range: [0, 65_535],
  zh,
  en,
})

export const QUANTITIES = {
  pressure: gauge('m', 2, [-10.2, 255], '压力', 'pressure'),
  flow: gauge('m3/h', 1, [-100_000, 100_000], '瞬时流量', 'flow'),
  volume: counter('m3', 3, '累计水量', 'volume'),
  'reverse-volume': counter('m3', 3, '反向累计', 'reverse volume'),
  level: gauge('m', 2, [-1, 200], '水位', 'level'),
  chlorine: gauge('mg/L', 2, [0, 10], '余氯', 'chlorine'),
  'total-chlorine': gauge('mg/L', 2, [0, 10], '总氯', 'total chlorine'),
  'chlorine-dioxide': gauge('mg/L', 2, [0, 10], '二氧化氯', 'chlorine dioxide'),
  turbidity: gauge('NTU', 3, [0, 100], '浑浊度', 'turbidity'),
  ph: gauge('pH', 2, [0, 14], 'pH', 'pH'),
  conductivity: gauge('µS/cm', 0, [0, 20_000], '电导率', 'conductivity'),
  temperature: gauge('°C', 1, [-40, 150], '温度', 'temperature'),
  redox: gauge('mV', 0, [-2_000, 2_000], '氧化还原电位', 'redox'),
  ammonia: gauge('mg/L', 2, [0, 100], '氨氮', 'ammonia'),
  cod: gauge('mg/L', 2, [0, 1_000], '高锰酸盐指数', 'permanganate index'),
  power: gauge('kW', 1, [-10_000, 10_000], '功率', 'power'),
  energy: counter('kWh', 1, '电量', 'energy'),
  current: gauge('A', 1, [0, 10_000], '电流', 'current'),
  voltage: gauge('V', 1, [0, 50_000], '电压', 'voltage'),
  frequency: gauge('Hz', 1, [0, 60], '频率', 'frequency'),
  speed: gauge('rpm', 0, [-6_000, 6_000], '转速', 'speed'),
  runtime: counter('h', 1, '运行时间', 'running hours'),
  starts: counter('1', 0, '启动次数', 'starts'),
  running: state('运行', 'running'),
  fault: state('故障', 'fault'),
  alarm: state('设备报警', 'device alarm'),
  'valve-position': gauge('%', 0, [-5, 105], '阀门开度', 'valve position'),
  setpoint: gauge('m', 2, [-10.2, 255], '设定压力', 'pressure setpoint'),
  'mains-power': state('市电', 'mains power'),
  flooding: state('水浸', 'flooding'),
  door: state('门禁', 'door'),
  battery: gauge('V', 2, [0, 50], '电池电压', 'battery'),
  signal: gauge('1', 0, [-200, 100], '信号', 'signal'),
  status: state('状态', 'status'),
  leak: state('漏水标志', 'leak flag'),
  tamper: state('拆动标志', 'tamper flag'),
} as const satisfies Record<string, QuantityInfo>

export type Quantity = keyof typeof QUANTITIES
export const QUANTITY_NAMES = Object.keys(QUANTITIES) as Quantity[]
