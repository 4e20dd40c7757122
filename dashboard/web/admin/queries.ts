import { queryOptions } from '@tanstack/react-query'
import type { LimitLevel } from '../../../model/kinds.ts'
import type { Name } from '../../../model/point.ts'
import type { Role } from '../../../model/rights.ts'
import type { Instant } from '../../../model/time.ts'
import { request } from '../api/request.ts'

/** Which points a rule of detectors.yaml is for. */
export type Selector = Partial<
  Record<'quantity' | 'position' | 'zone' | 'asset' | 'point', string | string[]>
> & {
  standard?: string
}
export type Rule = { for?: Selector; off?: boolean } & Record<string, unknown>
export type Rules = Record<string, Rule[] | string | undefined>

/** `GET /detectors` */
export interface Detectors {
  version: string
  rules: Rules
  defaults: Rules
  /** Sections whose change waits for the next start. */
  waiting: string[]
  atOnce: string[]
  fields: Record<string, { name: string; form: 'number' | 'count' | 'time' | 'flag' | 'other' }[]>
}

/** A limit in force: SI, delays in ms. */
export interface LimitInForce {
  value: number
  deadband: number
  onDelay: number
  offDelay: number
  own: boolean
}
export type Limits = Partial<Record<LimitLevel, LimitInForce>>

export interface Change {
  seq: number
  at: Instant
  by: string
  reason: string
  file: string
  subject: string
  before: unknown
  after: unknown
  failed?: string
}

export interface PersonEntry {
  id: string
  name: string
  nameEn?: string
  roles: readonly Role[]
  disabled?: boolean
  hasPassword: boolean
}
export interface PeopleSettings {
  version: string
  people: PersonEntry[]
  tokens: Omit<PersonEntry, 'hasPassword'>[]
}

interface Firing {
  kinds: { kind: string; spells: number; subjects: number; hours: number }[]
  spells: { kind: string; subject: string; start: Instant; end: Instant | null }[]
}
export interface Preview {
  from: Instant
  to: Instant
  readings: number
  present: Firing
  proposed: Firing
}

export interface RuleOrigin {
  rule: string
  article: string
  assumed?: boolean
}
/** What is compared of a policy. */
export interface PolicyText {
  id: string
  name: Name
  version: string
  source: string
  clocks: (RuleOrigin & { name: string; from: string; until: string; limit: string | null; when?: unknown })[]
  gates: (RuleOrigin & {
    step: string
    fields?: string[]
    data?: string[]
    steps?: string[]
    tasks?: string[]
    when?: unknown
  })[]
  forms: (RuleOrigin & { name: string; fields: string[] })[]
}

export const detectorsQuery = queryOptions({
  queryKey: ['settings', 'detectors'],
  queryFn: ({ signal }) => request<Detectors>('/detectors', { signal }),
  staleTime: 0,
})

export const limitsQuery = queryOptions({
  queryKey: ['settings', 'limits'],
  queryFn: async ({ signal }) => {
    const { rules, points } = await request<{ rules: Limits[]; points: Record<string, number> }>(
      '/detectors/points?section=limit',
      { signal },
    )
    return new Map(Object.entries(points).map(([point, at]) => [point, rules[at]!]))
  },
  staleTime: 0,
})

export const changesQuery = (path: '/detectors/changes' | '/settings/people/changes') =>
  queryOptions({
    queryKey: ['settings', 'changes', path],
    queryFn: async ({ signal }) => (await request<{ changes: Change[] }>(path, { signal })).changes,
    staleTime: 0,
  })

export const peopleSettingsQuery = queryOptions({
  queryKey: ['settings', 'people'],
  queryFn: ({ signal }) => request<PeopleSettings>('/settings/people', { signal }),
  staleTime: 0,
})

export const policiesQuery = queryOptions({
  queryKey: ['policies'],
  queryFn: ({ signal }) =>
    request<{ inForce: string; policies: { id: string; name: Name; version: string }[] }>('/policy/known', {
      signal,
    }),
  staleTime: Number.POSITIVE_INFINITY,
})

export const policyTextQuery = (id: string) =>
  queryOptions({
    queryKey: ['policies', id],
    queryFn: ({ signal }) => request<PolicyText>(`/policy/known/${encodeURIComponent(id)}`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: id !== '',
  })

/** A preview reads a month of history. */
const PREVIEW_PATIENCE = 120_000

export const preview = (points: readonly string[], rules: Rules): Promise<Preview> =>
  request('/detections/preview', {
    method: 'POST',
    body: JSON.stringify({ points: points.join(','), rules }),
    patience: PREVIEW_PATIENCE,
  })

export interface RuleChange {
  version: string
  section: string
  for?: Selector
  rule: Record<string, unknown> | null
  reason: string
}

export const setRule = (change: RuleChange): Promise<{ effect: 'now' | 'restart' }> =>
  request('/detectors/rules', { method: 'POST', body: JSON.stringify(change) })

export const setPerson = (change: object): Promise<{ version: string }> =>
  request('/settings/people', { method: 'POST', body: JSON.stringify(change) })

export const setToken = (change: object): Promise<{ version: string; token?: string }> =>
  request('/settings/tokens', { method: 'POST', body: JSON.stringify(change) })
