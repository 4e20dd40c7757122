import type { AlarmState, Priority } from '../../../model/alarm.ts'
import type { MapTheme } from './theme.ts'

/** `badge/dark/1/UNACK`, `ring/dark/1`, `glyph/dark/pump`: everything the map may ask a picture for. */
export const badgeImage = (
  theme: MapTheme,
  priority: Priority,
  state: AlarmState,
  unknown: boolean,
): string => `badge/${theme.name}/${priority}/${state}/${unknown ? 'unknown' : 'known'}`
/** A zone's worst alarm with the number of them all; more than 99 are many. */
export const counterImage = (theme: MapTheme, priority: Priority, state: AlarmState, n: number): string =>
  `counter/${theme.name}/${priority}/${state}/${n > 99 ? '99+' : n}`
export const ringImage = (theme: MapTheme, priority: Priority): string => `ring/${theme.name}/${priority}`
export const ticketImage = (theme: MapTheme): string => `ticket/${theme.name}`
export const letterImage = (theme: MapTheme, letter: string): string => `letter/${theme.name}/${letter}`
export const glyphImage = (theme: MapTheme, kind: string, doubtful: boolean): string =>
  `glyph/${theme.name}/${kind}${doubtful ? '/doubtful' : ''}`
