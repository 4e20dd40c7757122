import type { Instant } from '../../model/time.ts'

export interface MessageHead {
  gateway: string
  spool: string
  seq: number
  sent: Instant
}

/** A batch as a gateway sends it, one good reading a point; written by hand to cost the publisher little. */
export function batchText(
  { gateway, spool, seq, sent }: MessageHead,
  points: readonly string[],
  at: Instant,
  valueAt: (i: number) => number,
): string {
  let rows = ''
  for (let i = 0; i < points.length; i++)
    rows += `${i === 0 ? '' : ','}[${i},${at},${valueAt(i).toFixed(2)},0]`
  return `{"gateway":"${gateway}","spool":"${spool}","seq":${seq},"oldest":1,"sent":${sent},"backlog":false,"points":${JSON.stringify(points)},"readings":[${rows}]}`
}
