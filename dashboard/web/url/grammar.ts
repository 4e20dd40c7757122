import type { Instant } from '../../../model/time.ts'
import { readInstant, writeInstant } from '../format/instant.ts'
import { readView, type View, writeView } from './view.ts'

/**
 * One grammar for the addresses of all pages. Everything a person sees follows from it, so that a pasted address
 * shows a colleague the same. No `t` means: live.
 */
export interface Search {
  /** Map view. */
  v?: string
  /** Selected asset, alarm or ticket. */
  sel?: string
  /** Filter words. */
  f?: string
  /** Map preset. */
  l?: string
  /** The moment shown, ISO 8601 with offset. */
  t?: string
  /** The moment it is compared with. */
  b?: string
  /** Width of trends and timelines: 1h, 6h, 24h, 7d; of trends 30d and 1y too. */
  win?: string
  /** What a replay knows: `now`, with what came in later; without it, as known then. */
  k?: 'now'
  /** Replay speed: seconds of the past a second. */
  sp?: string
  /** Tab of a page or drawer. */
  tab?: string
  /** Time zone the viewer reads in, when not the site's. */
  tz?: string
  lang?: 'zh' | 'en'
}

export const WINDOWS = ['1h', '6h', '24h', '7d', '30d', '1y'] as const
export type Window = (typeof WINDOWS)[number]

const HOURS: Record<Window, number> = { '1h': 1, '6h': 6, '24h': 24, '7d': 168, '30d': 720, '1y': 8_760 }

/** A window's length in ms. */
export const windowLength = (window: Window): number => HOURS[window] * 3_600_000

/** The words of an address that mean something; nonsense is left out, never an error page. */
export function readSearch(words: Record<string, unknown>): Search {
  const text = (key: string) => {
    const value = words[key]
    return typeof value === 'string' && value !== '' && value.length <= 500 ? value : undefined
  }
  const view = readView(text('v'))
  const at = readInstant(text('t'))
  const lang = text('lang')
  const search: Search = {}
  if (view) search.v = writeView(view)
  if (at !== undefined) search.t = text('t')!
  if (readInstant(text('b')) !== undefined) search.b = text('b')!
  if (text('k') === 'now') search.k = 'now'
  if (lang === 'zh' || lang === 'en') search.lang = lang
  if (WINDOWS.includes(text('win') as Window)) search.win = text('win')!
  if (Number(text('sp')) > 0) search.sp = text('sp')!
  if (isTimeZone(text('tz'))) search.tz = text('tz')!
  for (const key of ['sel', 'f', 'l', 'tab'] as const) {
    const value = text(key)
    if (value) search[key] = value
  }
  return search
}

/** Longest stretch that is painted on a timeline and played, ms: what there is of more is looked at as a trend. */
const MOST_PLAYED = HOURS['7d'] * 3_600_000

/** The length of the timeline of a window, ms. */
export const playedLength = (window: Window): number => Math.min(MOST_PLAYED, windowLength(window))

/** The moment an address shows; undefined is live. */
export const momentOf = (search: Search): Instant | undefined => readInstant(search.t)

export const viewOf = (search: Search): View | undefined => readView(search.v)

/** The window an address asks for, a day when it does not say. */
export const windowOf = (search: Search): Window => (search.win as Window | undefined) ?? '24h'

/** An address's word for a moment, in the zone people read it in. */
export const momentWord = (at: Instant, timeZone: string): string => writeInstant(at, timeZone)

function isTimeZone(name: string | undefined): boolean {
  if (!name) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
