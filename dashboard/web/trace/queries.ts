import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Customer } from '../../../model/network.ts'
import type { Alternative, Resupply } from '../../../model/trace/alternatives.ts'
import type { Isolation } from '../../../model/trace/isolation.ts'
import type { Stream } from '../../../model/trace/stream.ts'
import { request } from '../api/request.ts'

/** What a shut-off around an asset means, with ways around valves that fail. */
export interface IsolationPlan extends Isolation {
  customerCount: number
  customers: Customer[]
  alternatives: Alternative[]
  resupply: Resupply[]
}

/** @param inoperable valves that somebody on site found cannot be closed */
export const isolationQuery = (asset: string, inoperable: readonly string[]) =>
  queryOptions({
    queryKey: ['isolation', asset, inoperable],
    queryFn: ({ signal }) => {
      const stuck = inoperable.length > 0 ? `&inoperable=${inoperable.map(encodeURIComponent).join(',')}` : ''
      return request<IsolationPlan>(`/trace/isolation?asset=${encodeURIComponent(asset)}${stuck}`, { signal })
    },
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })

export const streamQuery = (asset: string, way: 'up' | 'down') =>
  queryOptions({
    queryKey: ['stream', asset, way],
    queryFn: ({ signal }) =>
      request<Stream>(`/trace/stream?asset=${encodeURIComponent(asset)}&way=${way}`, { signal }),
    staleTime: 60_000,
  })
