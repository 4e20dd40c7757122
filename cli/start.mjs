// `npm start`: from a fresh clone to a living town.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuilt, ensureInstalled, root } from './bootstrap.mjs'

ensureInstalled()
ensureBuilt()
const { main } = await import(pathToFileURL(join(root, 'dist/cli/main.js')).href)
await main(['up', ...process.argv.slice(2)])
