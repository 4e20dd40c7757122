export type Language = 'zh' | 'en'

/** The language to begin with: what the address says, what was chosen here before, the browser's, Chinese. */
export function firstLanguage(
  address: string | undefined,
  chosen: string | undefined,
  browser: readonly string[],
) {
  for (const word of [address, chosen, ...browser]) {
    if (word?.startsWith('zh')) return 'zh'
    if (word?.startsWith('en')) return 'en'
  }
  return 'zh'
}
