import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

/**
 * Packs scripts and styles once, when they are built: the server would do it for every new visitor. Only those whose
 * names carry their hash: what others write later must not be packed as it was.
 */
export function packed(): Plugin {
  let folder = ''
  return {
    name: 'packed',
    apply: 'build',
    writeBundle: ({ dir }) => {
      folder = join(dir ?? '', 'assets')
    },
    closeBundle: () => {
      if (folder === '') return
      for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(m?js|css)$/.test(file)) continue
        writeFileSync(`${join(folder, file)}.gz`, gzipSync(readFileSync(join(folder, file)), { level: 9 }))
      }
    },
  }
}
