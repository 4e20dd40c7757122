import { DateTime } from 'luxon'

const ZONE = 'Asia/Shanghai'

/** A Monday morning without holidays near. */
export const MONDAY_9 = local('2026-03-02 09:00')

/** An instant from local time. */
export function local(text: string): number {
  return DateTime.fromISO(text.replace(' ', 'T'), { zone: ZONE }).toMillis()
}

/** Local time of an instant, e.g. `03-02 09:05`. */
export function shown(at: number | undefined): string | undefined {
  return at === undefined ? undefined : DateTime.fromMillis(at, { zone: ZONE }).toFormat('MM-dd HH:mm')
}
