// Plain JavaScript on purpose: it runs on a fresh clone, before anything is installed or built.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const SOURCES = [
  'model',
  'runtime',
  'gateway',
  'ingest',
  'alerting',
  'dashboard/server',
  'simulators',
  'cli',
  'bench',
]
const WEB = ['dashboard/web', 'model']

/** Ends the program with a message for people. */
function fail(message) {
  process.stderr.write(`standpipe: ${message}\n`)
  process.exit(1)
}

function run(command, args, doing) {
  const started = Date.now()
  process.stderr.write(`standpipe: ${doing} …\n`)
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  if (status !== 0) fail(`${doing} failed.\n${error?.message ?? ''}${stdout ?? ''}${stderr ?? ''}`)
  process.stderr.write(`standpipe: ${doing}: ${((Date.now() - started) / 1000).toFixed(0)} s\n`)
}

function stamp(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

/** A hash over names, sizes and change times: cheap, and different after any edit. */
function fingerprint(folders) {
  const hash = createHash('sha256')
  const visit = folder => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      if (entry.name === 'node_modules' || entry.name.startsWith('.')) continue
      const path = join(folder, entry.name)
      if (entry.isDirectory()) visit(path)
      else {
        const { size, mtimeMs } = statSync(path)
        hash.update(`${path} ${size} ${mtimeMs}\n`)
      }
    }
  }
  for (const folder of folders) if (existsSync(join(root, folder))) visit(join(root, folder))
  hash.update(readFileSync(join(root, 'package-lock.json')))
  return hash.digest('hex')
}

/** Installs the dependencies of package-lock.json unless just these are installed. */
export function ensureInstalled() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19))
    fail(`Node 20.19 or later is needed; this is ${process.versions.node}.`)
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  const mark = join(root, 'node_modules', '.standpipe-installed')
  if (stamp(mark) === lock) return
  const installed = join(root, 'node_modules', '.package-lock.json')
  const current =
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs
  // Not `npm ci`: it refuses a lock file that lacks the binaries of other platforms, which a registry may not have.
  if (!current) run('npm', ['install', '--no-save', '--no-audit', '--no-fund'], 'installing dependencies')
  writeFileSync(mark, lock)
}

/** Builds the server and the web app unless the build is of these very sources. */
export function ensureBuilt({ web = true } = {}) {
  const bin = name => join(root, 'node_modules', '.bin', name)
  mkdirSync(join(root, 'dist'), { recursive: true })
  const parts = [
    {
      name: 'server',
      of: fingerprint(SOURCES),
      build: () => {
        run(bin('tsc'), ['-p', 'tsconfig.build.json'], 'building the server')
        run(process.execPath, [join(root, 'cli', 'bundle-gateway.mjs')], 'bundling the gateway')
      },
    },
    ...(web
      ? [
          {
            name: 'web',
            of: fingerprint(WEB),
            build: () =>
              run(bin('vite'), ['build', 'dashboard/web', '--logLevel', 'warn'], 'building the screens'),
          },
        ]
      : []),
  ]
  const isStale = ({ name, of }) => stamp(join(root, 'dist', `.${name}-built`)) !== of
  if (!parts.some(isStale)) return
  alone(() => {
    for (const part of parts.filter(isStale)) {
      part.build()
      writeFileSync(join(root, 'dist', `.${part.name}-built`), part.of)
    }
  })
}

/** One process at a time: services that are started together must not build into each other's files. */
function alone(work) {
  const lock = join(root, 'dist', '.building')
  while (!taken(lock)) {
    if (lives(Number(stamp(lock)))) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
    else rmSync(lock, { force: true })
  }
  try {
    work()
  } finally {
    rmSync(lock, { force: true })
  }
}

function taken(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function lives(pid) {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}
