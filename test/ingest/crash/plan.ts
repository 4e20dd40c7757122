/** What the processes of the crash test agree on. */
export interface CrashPlan {
  embedded: boolean
  /** What a publisher goes by: the broker's acknowledgement, or ingest's word that it is stored. */
  trusts: 'puback' | 'stored'
  port: number
  dataDir: string
  /** Address of an InfluxDB that is the history; embedded when left out. */
  influx?: string
  gateways: string[]
  /** Readings of a batch. */
  size: number
  start: number
}

/** Reading `i` of batch `seq`: a number of its own, at a time of its own. */
export const numbered = ({ size, start }: CrashPlan, seq: number, i: number) => {
  const n = (seq - 1) * size + i
  return { n, at: start + n }
}
