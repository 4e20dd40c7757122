/** What a screen that nobody touches must look after by itself; all real ms. */
export const NO_PICTURE = 30_000
export const NO_WORD = 120_000
/** The quietest hour, in which the page is loaded anew when nothing is going on. */
const QUIET_HOUR = 4

export interface Vital {
  now: number
  /** When a picture was last painted; the page is visible. */
  painted: number
  visible: boolean
  /** Since when the server has said nothing; 0 while it speaks. */
  silence: number
  /** Whether the server answers at all: a page loaded anew from nobody is an empty wall. */
  reachable: boolean
  /** Hour of the site's day. */
  hour: number
  /** How long this page has been up. */
  up: number
  unacked: number
}

/** Why the page should be loaded anew; undefined when it should not. */
export function reasonToReload(v: Vital): 'frozen' | 'deaf' | 'nightly' | undefined {
  if (!v.reachable) return undefined
  if (v.visible && v.now - v.painted > NO_PICTURE) return 'frozen'
  if (v.silence > NO_WORD) return 'deaf'
  const day = 20 * 3_600_000
  return v.hour === QUIET_HOUR && v.up > day && v.unacked === 0 ? 'nightly' : undefined
}
