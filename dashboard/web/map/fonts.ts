import ranges from '@fontsource/noto-sans-sc/unicode.json'

/** Slices of one weight by their file names; each is fetched only when one of its characters is drawn. */
const FILES = import.meta.glob<string>(
  '../../../node_modules/@fontsource/noto-sans-sc/files/noto-sans-sc-*-400-normal.woff2',
  { query: '?url', import: 'default', eager: true },
)

export const FONT = 'Noto Sans SC'

interface Face {
  url: string
  'unicode-range': string[]
}

/** The map's font as its style wants it: files of our own server, so that no label ever needs another one. */
export function fontFaces(): Record<string, Face[]> {
  const faces = Object.entries(FILES).flatMap(([file, url]): Face[] => {
    const slice = /noto-sans-sc-(.+)-400-normal\.woff2$/.exec(file)?.[1] ?? ''
    const range =
      (ranges as Record<string, string>)[slice] ?? (ranges as Record<string, string>)[`[${slice}]`]
    return range ? [{ url: new URL(url, location.href).href, 'unicode-range': range.split(',') }] : []
  })
  return { [FONT]: faces }
}
