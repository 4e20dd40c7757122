/**
 * Units at the edges. Inside the platform every quantity has one SI unit (see quantity.ts); a file, device or
 * screen may speak another one of the same dimension.
 */
interface Unit {
  /** The SI unit of the same dimension. */
  si: string
  /** si = value × factor + offset */
  factor: number
  offset?: number
}

const M_PER_MPA = 101.971621

const UNITS: Record<string, Unit> = {
  m: { si: 'm', factor: 1 },
  mH2O: { si: 'm', factor: 1 },
  MPa: { si: 'm', factor: M_PER_MPA },
  kPa: { si: 'm', factor: M_PER_MPA / 1_000 },
  Pa: { si: 'm', factor: M_PER_MPA / 1_000_000 },
  bar: { si: 'm', factor: M_PER_MPA / 10 },
  mbar: { si: 'm', factor: M_PER_MPA / 10_000 },
  psi: { si: 'm', factor: M_PER_MPA * 0.006894757 },
  'm3/h': { si: 'm3/h', factor: 1 },
  'm3/s': { si: 'm3/h', factor: 3_600 },
  'L/s': { si: 'm3/h', factor: 3.6 },
  'L/min': { si: 'm3/h', factor: 0.06 },
  'L/h': { si: 'm3/h', factor: 0.001 },
  'm3/d': { si: 'm3/h', factor: 1 / 24 },
  gpm: { si: 'm3/h', factor: 0.2271247 },
  m3: { si: 'm3', factor: 1 },
  L: { si: 'm3', factor: 0.001 },
  '°C': { si: '°C', factor: 1 },
  K: { si: '°C', factor: 1, offset: -273.15 },
  'mg/L': { si: 'mg/L', factor: 1 },
  ppm: { si: 'mg/L', factor: 1 },
  NTU: { si: 'NTU', factor: 1 },
  FNU: { si: 'FNU', factor: 1 },
  pH: { si: 'pH', factor: 1 },
  'µS/cm': { si: 'µS/cm', factor: 1 },
  'mS/cm': { si: 'µS/cm', factor: 1_000 },
  mV: { si: 'mV', factor: 1 },
  kWh: { si: 'kWh', factor: 1 },
  Wh: { si: 'kWh', factor: 0.001 },
  kW: { si: 'kW', factor: 1 },
  W: { si: 'kW', factor: 0.001 },
  A: { si: 'A', factor: 1 },
  V: { si: 'V', factor: 1 },
  Hz: { si: 'Hz', factor: 1 },
  rpm: { si: 'rpm', factor: 1 },
  h: { si: 'h', factor: 1 },
  s: { si: 's', factor: 1 },
  '%': { si: '%', factor: 1 },
  '1': { si: '1', factor: 1 },
}

const SPELLINGS: Record<string, string> = {
  'm³/h': 'm3/h',
  'm³/s': 'm3/s',
  'm³/d': 'm3/d',
  'm³': 'm3',
  l: 'L',
  'l/s': 'L/s',
  'l/h': 'L/h',
  'l/min': 'L/min',
  LPS: 'L/s',
  C: '°C',
  degC: '°C',
  'uS/cm': 'µS/cm',
  'μS/cm': 'µS/cm',
  percent: '%',
  '': '1',
  mpa: 'MPa',
  kpa: 'kPa',
  ntu: 'NTU',
}

/** The unit's own spelling here, or undefined when it is not known. */
export function knownUnit(unit: string): string | undefined {
  const name = SPELLINGS[unit] ?? unit
  return name in UNITS ? name : undefined
}

/** The SI unit of the same dimension; undefined for an unknown unit. */
export function siUnit(unit: string): string | undefined {
  const name = knownUnit(unit)
  return name === undefined ? undefined : UNITS[name]!.si
}

/** `value` in `unit`, as SI. Throws RangeError for an unknown unit: check with knownUnit where input is untrusted. */
export function toSi(value: number, unit: string): number {
  const { factor, offset = 0 } = unitNamed(unit)
  return value * factor + offset
}

/** An SI `value` as `unit`. Throws RangeError for an unknown unit. */
export function fromSi(value: number, unit: string): number {
  const { factor, offset = 0 } = unitNamed(unit)
  return (value - offset) / factor
}

function unitNamed(unit: string): Unit {
  const name = knownUnit(unit)
  if (name === undefined) throw new RangeError(`unknown unit "${unit}"`)
  return UNITS[name]!
}
