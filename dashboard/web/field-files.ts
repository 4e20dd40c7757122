import type { Plugin } from 'vite'

/** Parts of a built file that say what else it needs. */
interface Built {
  type: string
  fileName: string
  isEntry?: boolean
  facadeModuleId?: string | null
  imports?: string[]
  dynamicImports?: string[]
  viteMetadata?: { importedCss: Set<string> }
}

/** Not taken along: slices of a font that phones have, and fetched only where one has not. */
const LEFT = /\.woff2?$/

/** Learns of a build which files the page at `page` is made of, lazily loaded ones too. */
export function filesOfPage(page: string): { plugin: Plugin; has(file: string): boolean } {
  const files = new Set<string>()
  const plugin: Plugin = {
    name: 'standpipe-files-of-page',
    generateBundle: (_, bundle) => {
      const all = bundle as unknown as Record<string, Built>
      files.clear()
      const take = (name: string) => {
        const built = all[name]
        if (!built || files.has(name)) return
        files.add(name)
        for (const other of [...(built.imports ?? []), ...(built.dynamicImports ?? [])]) take(other)
        for (const sheet of built.viteMetadata?.importedCss ?? []) files.add(sheet)
      }
      for (const [name, { facadeModuleId }] of Object.entries(all))
        if (facadeModuleId?.endsWith(page)) take(name)
    },
  }
  return { plugin, has: file => files.has(file) && !LEFT.test(file) }
}
