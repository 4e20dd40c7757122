#!/usr/bin/env node
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuilt, ensureInstalled, root } from '../cli/bootstrap.mjs'

// Only these serve screens; the edge gateway's box need not build them.
const command = process.argv[2]
ensureInstalled()
ensureBuilt({ web: command === 'up' || command === 'dashboard' })
const { main } = await import(pathToFileURL(join(root, 'dist/cli/main.js')).href)
await main(process.argv.slice(2))
