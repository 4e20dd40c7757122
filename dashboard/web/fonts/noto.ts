import ranges from '@fontsource/noto-sans-sc/unicode.json'

/**
 * Noto Sans SC in slices, served by ourselves: each is fetched only when one of its characters is drawn, so that
 * Chinese shows on a machine without any Chinese font and without any other server.
 */
export const FAMILY = 'Noto Sans SC'

const REGULAR = import.meta.glob<string>(
  '../../../node_modules/@fontsource/noto-sans-sc/files/noto-sans-sc-*-400-normal.woff2',
  { query: '?url', import: 'default', eager: true },
)
const BOLD = import.meta.glob<string>(
  '../../../node_modules/@fontsource/noto-sans-sc/files/noto-sans-sc-*-600-normal.woff2',
  { query: '?url', import: 'default', eager: true },
)

export interface Slice {
  url: string
  /** As CSS has it: `U+4E00-4E20`. */
  ranges: string[]
}

/** The slices of a weight with the characters they hold. */
export function slicesOf(weight: 400 | 600): Slice[] {
  return Object.entries(weight === 400 ? REGULAR : BOLD).flatMap(([file, url]): Slice[] => {
    const name = /noto-sans-sc-(.+)-\d+-normal\.woff2$/.exec(file)?.[1] ?? ''
    const table: Record<string, string> = ranges
    const range = table[name] ?? table[`[${name}]`]
    return range ? [{ url: new URL(url, location.href).href, ranges: range.split(',') }] : []
  })
}
