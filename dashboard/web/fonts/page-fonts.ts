import { FAMILY, slicesOf } from './noto.ts'

/** Makes the slices known to the page. Nothing is fetched before a character needs it. */
export function offerPageFonts(): void {
  for (const weight of [400, 600] as const) {
    for (const { url, ranges } of slicesOf(weight)) {
      const face = new FontFace(FAMILY, `url("${url}") format("woff2")`, {
        weight: weight === 400 ? '100 500' : '600 900',
        unicodeRange: ranges.join(','),
        display: 'swap',
      })
      document.fonts.add(face)
    }
  }
}
