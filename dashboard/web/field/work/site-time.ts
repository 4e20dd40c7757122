import type { TimeInfo } from '../../../../model/screen.ts'
import type { Instant } from '../../../../model/time.ts'

/** What the phone's clock showed when the platform last said its time: kept, so that it holds after a restart. */
export interface Heard {
  site: Instant
  phone: number
  speed: number
}

export const heardNow = ({ now, speed }: Pick<TimeInfo, 'now' | 'speed'>, phone: number): Heard => ({
  site: now,
  phone,
  speed,
})

/** The platform's time when the phone's clock shows `phone`: the phone's own while nothing was ever heard. */
export const siteTime = (heard: Heard | undefined, phone: number): Instant =>
  heard ? Math.round(heard.site + (phone - heard.phone) * heard.speed) : phone

/** How far the phone's clock is off, ms: positive when it is ahead. Says nothing of a town that runs faster. */
export const offBy = (heard: Heard | undefined): number | undefined =>
  heard && heard.speed === 1 ? heard.phone - heard.site : undefined
