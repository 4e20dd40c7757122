import { type DestinationStream, type LevelWithSilent, type Logger, pino } from 'pino'

export type { Logger } from 'pino'

const SECRETS = ['password', 'token', 'secret', 'hash', 'cookie', 'authorization', 'credentials']
const REDACTED = ['', '*.', '*.*.'].flatMap(prefix => SECRETS.map(key => prefix + key))

export interface LogOptions {
  level?: LevelWithSilent
  /** Where the lines go; standard output when left out. */
  destination?: DestinationStream
}

/** A JSON-lines log. Values under names that hold secrets are replaced before they are written. */
export function createLog({ level = 'info', destination }: LogOptions = {}): Logger {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: REDACTED, censor: '[redacted]' },
  }
  return destination ? pino(options, destination) : pino(options)
}

/** A log that writes nothing, for tests and tools. */
export function silentLog(): Logger {
  return pino({ level: 'silent' })
}

/** Runs `say` at most once in `period` ms a key, so that a flood of one complaint stays one line. */
export function atMostEvery(period: number): (key: string, say: (suppressed: number) => void) => void {
  const last = new Map<string, { at: number; suppressed: number }>()
  return (key, say) => {
    const now = performance.now()
    const entry = last.get(key)
    if (entry && now - entry.at < period) {
      entry.suppressed++
      return
    }
    // Keys can come from outside (user names, addresses): forget rather than grow.
    if (last.size > 1_000) last.clear()
    last.set(key, { at: now, suppressed: 0 })
    say(entry?.suppressed ?? 0)
  }
}
