const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const two = (n: number) => String(n).padStart(2, '0')

/** A running clock: `06:10`, `01:12:40`, `3d 04:05:06`. Fractions of a second are dropped, never rounded up. */
export function countdown(ms: number): string {
  const total = Math.floor(Math.abs(ms) / SECOND)
  const seconds = total % 60
  const minutes = Math.floor(total / 60) % 60
  const hours = Math.floor(total / 3_600) % 24
  const days = Math.floor(total / 86_400)
  if (days > 0) return `${days}d ${two(hours)}:${two(minutes)}:${two(seconds)}`
  if (hours > 0) return `${two(hours)}:${two(minutes)}:${two(seconds)}`
  return `${two(minutes)}:${two(seconds)}`
}

/** An age or budget in its one or two largest units: `12s`, `3m`, `1h05`, `22h`, `3d`. */
export function span(ms: number): string {
  const length = Math.max(0, ms)
  if (length < MINUTE) return `${Math.floor(length / SECOND)}s`
  if (length < HOUR) return `${Math.floor(length / MINUTE)}m`
  const minutes = Math.floor((length % HOUR) / MINUTE)
  if (length < 10 * HOUR && minutes > 0) return `${Math.floor(length / HOUR)}h${two(minutes)}`
  if (length < 2 * DAY) return `${Math.floor(length / HOUR)}h`
  return `${Math.floor(length / DAY)}d`
}
