import { decodeReplay, type ReplayChunk } from '../../../model/replay-chunk.ts'
import type { Instant } from '../../../model/time.ts'
import { requestBytes } from './request.ts'

/** `then`: as it was known at the time. `now`: with what came in later. */
export type Known = 'then' | 'now'

/** One piece of the past, every point at every step. What is over never changes: browsers keep it. */
export async function fetchChunk(
  from: Instant,
  step: number,
  known: Known,
  signal: AbortSignal,
): Promise<ReplayChunk> {
  return decodeReplay(await requestBytes(`/replay?from=${from}&step=${step}&known=${known}`, { signal }))
}
