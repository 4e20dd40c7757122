import { create } from 'zustand'
import type { LngLat } from '../../../model/network.ts'

interface Measuring {
  /** The places pressed so far; undefined while nothing is measured. */
  line: readonly LngLat[] | undefined
  begin(): void
  add(at: LngLat): void
  end(): void
}

/** The way that somebody is measuring on the map. */
export const useMeasure = create<Measuring>()(set => ({
  line: undefined,
  begin: () => set({ line: [] }),
  add: at => set(({ line }) => ({ line: [...(line ?? []), at] })),
  end: () => set({ line: undefined }),
}))
