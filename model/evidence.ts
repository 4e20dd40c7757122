import type { Evidence } from './detection.ts'
import { fromSi } from './units.ts'

type Language = 'zh' | 'en'
type Wording = [zh: string, en: string]

const number = (value: number, decimals = 2) => String(Number(value.toFixed(decimals)))
const minutes = (ms: number) => number(ms / 60_000, 0)
const UNITS: Record<string, string> = { m3: 'm³', 'm3/h': 'm³/h' }

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
  points: { says: ['涉及点数', 'points'], shown: value => number(value, 0) },
  nearest: { says: ['最近测点', 'nearest'] },
  meaning: { says: ['设备报', 'the device says'] },
}

/** The evidence of a detection in words, e.g. "压力下降 0.094 MPa，此前 0.33 MPa"; empty when it has none for people. */
export function evidenceWords(evidence: Evidence, language: Language): string {
  const parts = Object.entries(evidence).flatMap(([key, value]) => {
    const word = WORDS[key]
    if (!word || value === null || value === '' || typeof value === 'boolean') return []
    const shown = typeof value === 'number' ? (word.shown?.(value, evidence.unit) ?? number(value)) : value
    return [`${word.says[language === 'zh' ? 0 : 1]} ${shown}`]
  })
  return parts.join(language === 'zh' ? '，' : ', ')
}
