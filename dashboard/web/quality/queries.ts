import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { LimitLevel } from '../../../model/kinds.ts'
import type { ComparedSample } from '../../../model/lab-sample.ts'
import type { Position } from '../../../model/point.ts'
import type { Quantity } from '../../../model/quantity.ts'
import type { Instant } from '../../../model/time.ts'
import { command, request } from '../api/request.ts'

/** What limits a point, SI: the same as the detectors watch. */
export interface PointLimits {
  point: string
  quantity: Quantity
  position: Position
  flatAfter: number | null
  limits: { level: LimitLevel; value: number }[]
}

export const limitsQuery = (points: readonly string[]) =>
  queryOptions({
    queryKey: ['limits', points],
    queryFn: async ({ signal }) => {
      const list = points.map(encodeURIComponent).join(',')
      const reply = await request<{ standard: string | null; points: PointLimits[] }>(
        `/limits?points=${list}`,
        {
          signal,
        },
      )
      return { standard: reply.standard, of: new Map(reply.points.map(one => [one.point, one])) }
    },
    enabled: points.length > 0,
    staleTime: 10 * 60_000,
  })

export interface Kept {
  asked: number
  known: number
  inside: number
  excluded: number
  /** Null where too little is known: never 100 %. */
  share: number | null
}

export interface Excursion {
  level: LimitLevel
  limit: number
  from: Instant
  to: Instant | null
  duration: number
  peak: number
  area: number
}

export interface PointCompliance {
  point: string
  whole: Kept
  days: (Kept & { day: string })[]
  excursions: Excursion[]
  upkept: { from: Instant; to: Instant; reason: 'maintenance' | 'calibration-due' }[]
}

/** Points of one question; the server takes no more. */
const AT_ONCE = 100

export const complianceQuery = (points: readonly string[], from: string, to: string) =>
  queryOptions({
    queryKey: ['compliance', points, from, to],
    queryFn: async ({ signal }) => {
      const all: PointCompliance[] = []
      let leastKnown = 0
      for (let i = 0; i < points.length; i += AT_ONCE) {
        const list = points
          .slice(i, i + AT_ONCE)
          .map(encodeURIComponent)
          .join(',')
        const reply = await request<{ leastKnown: number; points: PointCompliance[] }>(
          `/compliance?points=${list}&from=${from}&to=${to}`,
          { signal },
        )
        all.push(...reply.points)
        leastKnown = reply.leastKnown
      }
      return { leastKnown, points: all }
    },
    enabled: points.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 5 * 60_000,
  })

export const samplesQuery = (from: Instant, to: Instant) =>
  queryOptions({
    queryKey: ['lab-samples', from, to],
    queryFn: async ({ signal }) =>
      (await request<{ samples: ComparedSample[] }>(`/lab-samples?from=${from}&to=${to}`, { signal }))
        .samples,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })

export interface NewSample {
  point: string
  at: Instant
  /** SI */
  value: number
  number?: string
  method?: string
  note?: string
}

export const enterSample = (sample: NewSample): Promise<{ sample: ComparedSample; repeated: boolean }> =>
  command('/lab-samples', { ...sample })

export const importSamples = (file: File): Promise<{ added: number; known: number }> =>
  request(`/lab-samples/import?name=${encodeURIComponent(file.name.slice(0, 200))}`, {
    method: 'POST',
    body: file,
    headers: { 'content-type': 'text/csv' },
  })

export const withdrawSample = (id: string, reason: string): Promise<unknown> =>
  request(`/lab-samples/${encodeURIComponent(id)}/withdraw`, {
    method: 'POST',
    body: JSON.stringify({ reason }),
  })
