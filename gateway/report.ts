import type { Reading } from '../model/reading.ts'
import type { Instant } from '../model/time.ts'

/** When a value of a point is worth sending. */
export interface ReportRule {
  /** SI; a change of this size or less is not sent before the heartbeat. */
  deadband: number
  /** Longest silence of an unchanged value, ms. */
  heartbeat: number
}

/** Report by exception: remembers what was sent last of each point. */
export interface Reporter {
  /** True when the reading is to be sent; it then counts as sent. */
  due(reading: Reading, rule: ReportRule): boolean
}

/** A reporter that has sent nothing yet. */
export function reporter(): Reporter {
  const sent = new Map<string, Reading>()
  return {
    due(reading, rule) {
      const last = sent.get(reading.point)
      if (last && !worthSending(last, reading, rule)) return false
      sent.set(reading.point, reading)
      return true
    },
  }
}

function worthSending(last: Reading, next: Reading, { deadband, heartbeat }: ReportRule): boolean {
  if (last.quality !== next.quality || last.reason !== next.reason) return true
  if (next.at - last.at >= jitterProof(heartbeat)) return true
  if (last.value === null || next.value === null) return last.value !== next.value
  return Math.abs(next.value - last.value) > deadband
}

/** Polls come a little early or late; a heartbeat of exactly the poll period must not skip every other one. */
function jitterProof(heartbeat: Instant): Instant {
  return heartbeat * 0.9
}
