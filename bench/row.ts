/** One measured figure. `goal` is in words (`≤ 0.5`); `ok` is null where there is no goal. */
export interface Row {
  name: string
  value: number
  unit: string
  goal: string | null
  ok: boolean | null
  note: string
}

/** A row whose goal is an upper bound. */
export function atMost(name: string, value: number, unit: string, goal: number, note = ''): Row {
  return { name, value: round(value), unit, goal: `≤ ${goal}`, ok: value <= goal, note }
}

/** A row whose goal is a lower bound. */
export function atLeast(name: string, value: number, unit: string, goal: number, note = ''): Row {
  return { name, value: round(value), unit, goal: `≥ ${goal}`, ok: value >= goal, note }
}

/** A figure without a goal. */
export function figure(name: string, value: number, unit: string, note = ''): Row {
  return { name, value: round(value), unit, goal: null, ok: null, note }
}

function round(value: number): number {
  return Number(value.toPrecision(4))
}
