import { ALARM_STATES, type Alarm, type AlarmState, PRIORITIES, type Priority } from '../../../model/alarm.ts'
import { ASSET_KINDS, type AssetKind } from '../../../model/network.ts'

/** What the screens show, as text a colleague can read: `zone:dma-07 kind:pump,valve prio:1,2 state:unack 文一`. */
export interface Filter {
  zone: string[]
  kind: AssetKind[]
  prio: Priority[]
  state: AlarmState[]
  /** Anything else: looked for in names and ids. */
  text: string
}

export const NO_FILTER: Filter = { zone: [], kind: [], prio: [], state: [], text: '' }

/** Words that mean nothing as a filter are looked for as text, so that nothing typed is silently dropped. */
export function readFilter(text: string | undefined): Filter {
  const filter: Filter = { zone: [], kind: [], prio: [], state: [], text: '' }
  const rest: string[] = []
  for (const word of (text ?? '').split(/\s+/).filter(Boolean)) {
    const [, key, list] = /^(zone|kind|prio|state):(.+)$/.exec(word) ?? []
    const values = list?.split(',').filter(Boolean) ?? []
    if (key === 'zone') filter.zone.push(...values)
    else if (key === 'kind' && values.every(isKind)) filter.kind.push(...(values as AssetKind[]))
    else if (key === 'prio' && values.every(isPriority))
      filter.prio.push(...(values.map(Number) as Priority[]))
    else if (key === 'state' && values.every(isState))
      filter.state.push(...(values.map(value => value.toUpperCase()) as AlarmState[]))
    else rest.push(word)
  }
  filter.text = rest.join(' ')
  return filter
}

/** The filter as it stands in the address; empty for none. */
export function writeFilter(filter: Filter): string {
  const list = (key: string, values: readonly (string | number)[]) =>
    values.length === 0 ? [] : [`${key}:${values.join(',')}`]
  return [
    ...list('zone', filter.zone),
    ...list('kind', filter.kind),
    ...list('prio', filter.prio),
    ...list(
      'state',
      filter.state.map(state => state.toLowerCase()),
    ),
    ...(filter.text === '' ? [] : [filter.text]),
  ].join(' ')
}

/** True when nothing is filtered out. */
export function isEmpty(filter: Filter): boolean {
  return writeFilter(filter) === ''
}

/** Whether an alarm in `state` passes; `words` are the texts a person would look for it by. */
export function alarmPasses(
  filter: Filter,
  alarm: Alarm,
  state: AlarmState,
  words: readonly string[],
): boolean {
  return (
    holds(filter.zone, alarm.zone) &&
    holds(filter.prio, alarm.priority) &&
    holds(filter.state, state) &&
    textPasses(filter.text, [...words, alarm.id, alarm.code])
  )
}

/** Whether every word of `text` is found somewhere in `words`, in any case. */
export function textPasses(text: string, words: readonly (string | undefined)[]): boolean {
  if (text === '') return true
  const hay = words.filter(Boolean).join('\n').toLowerCase()
  return text
    .toLowerCase()
    .split(/\s+/)
    .every(word => hay.includes(word))
}

/** An empty list lets everything pass. */
export function holds<T>(wanted: readonly T[], value: T | undefined): boolean {
  return wanted.length === 0 || (value !== undefined && wanted.includes(value))
}

const isKind = (text: string) => (ASSET_KINDS as readonly string[]).includes(text)
const isPriority = (text: string) => (PRIORITIES as readonly number[]).includes(Number(text))
const isState = (text: string) => (ALARM_STATES as readonly string[]).includes(text.toUpperCase())
