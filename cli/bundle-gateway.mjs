// After the build: `standpipe gateway` with all it imports becomes a few files instead of a thousand, so that a small
// box starts it in half the time and with less memory. What it does is the same; without this step it only starts slower.
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { root } from './bootstrap.mjs'

const commands = join(root, 'dist', 'cli')
const bundle = await rolldown({
  input: { gateway: join(commands, 'gateway.js') },
  platform: 'node',
  // Finds its compiled part by its own place on disk.
  external: ['serialport'],
  logLevel: 'warn',
  plugins: [
    {
      name: 'ascii',
      generateBundle(_options, files) {
        for (const file of Object.values(files)) if (file.type === 'chunk') file.code = ascii(file.code)
      },
    },
  ],
})
await bundle.write({
  dir: commands,
  format: 'esm',
  chunkFileNames: 'gateway/bundled-[name].js',
  comments: false,
  // Names stay, so that a stack trace can be read.
  minify: { compress: false, mangle: false },
})
await bundle.close()

/** A file with one character beyond Latin 1 takes two bytes of memory for each of its characters. */
function ascii(code) {
  const escaped = unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  return code.replace(/\P{ASCII}/gu, char => char.split('').map(escaped).join(''))
}
