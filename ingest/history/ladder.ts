import { DAY, HOUR, MINUTE, SECOND } from '../../model/time.ts'

/** Grafana's ladder of intervals (rangeutil.ts): two people with slightly different windows hit the same buckets. */
export const LADDER = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 20, 30].map(n => n * SECOND),
  ...[1, 2, 5, 10, 15, 20, 30].map(n => n * MINUTE),
  ...[1, 2, 3, 6, 12].map(n => n * HOUR),
  ...[1, 7, 30, 365].map(n => n * DAY),
]

/** The smallest interval of the ladder that draws `span` ms in at most `px` columns. */
export function intervalFor(span: number, px: number): number {
  const wanted = span / Math.max(1, px)
  return LADDER.find(interval => interval >= wanted) ?? LADDER.at(-1)!
}
