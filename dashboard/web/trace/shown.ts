import { create } from 'zustand'
import type { LngLat } from '../../../model/network.ts'
import type { AssetDetail } from '../../../model/screen.ts'

/** A trace as the map draws it: pipes in question, pipes that go dry with them, valves by the letters of the list. */
export interface ShownTrace {
  pipes: readonly string[]
  dry: readonly string[]
  valves: readonly { id: string; letter: string; at: LngLat }[]
}

export const NO_TRACE: ShownTrace = { pipes: [], dry: [], valves: [] }

/** The trace that is being looked at; the drawer sets it, the map draws it. */
export const useTrace = create<{ trace: ShownTrace; show(trace: ShownTrace): void }>()(set => ({
  trace: NO_TRACE,
  show: trace => set({ trace }),
}))

const TRACEABLE = new Set<AssetDetail['kind']>(['pipe', 'pump', 'valve', 'junction', 'tank', 'reservoir'])

/** The pipe or node of the hydraulic network that a trace from this asset starts at; undefined for none. */
export function traceStart(detail: Pick<AssetDetail, 'id' | 'kind' | 'related'>): string | undefined {
  if (TRACEABLE.has(detail.kind)) return detail.id
  return detail.related?.find(({ why }) => why === 'on' || why === 'at')?.id
}

export { letterOf } from './letters.ts'
