import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, test } from 'vitest'

/** Where the shared data is; `STANDPIPE_DATA` overrides. */
export const dataFolder = process.env.STANDPIPE_DATA ?? resolve(import.meta.dirname, '../../shared/data')

const PACKAGES: Record<string, string> = {
  influxd: 'influxdb',
  'victoria-metrics': 'victoria-metrics',
  mosquitto: 'mosquitto',
  mosquitto_pub: 'mosquitto-clients',
  mbpoll: 'mbpoll',
  socat: 'socat',
  chromium: 'chromium',
  python3: 'python3-pymodbus',
}

/** Absolute path of a program, also in the sbin folders and PostgreSQL's own. */
export function programPath(name: string): string | undefined {
  const postgres = spawnSync('sh', ['-c', 'ls -d /usr/lib/postgresql/*/bin 2>/dev/null'], {
    encoding: 'utf8',
  }).stdout
  const folders = [
    ...(process.env.PATH ?? '').split(':'),
    '/usr/sbin',
    '/usr/local/sbin',
    ...postgres.trim().split('\n'),
  ]
  return folders.map(folder => `${folder}/${name}`).find(path => existsSync(path))
}

/**
 * `describe` for tests that need real programs: without one they are skipped with the reason in their name; under
 * `CI=true` that is a failure.
 */
export function describeWith(programs: string[], name: string, body: () => void): void {
  const missing = programs.filter(program => programPath(program) === undefined)
  describeUnless(
    missing.length > 0 && `needs ${missing.map(m => `${m} (Debian package ${PACKAGES[m] ?? m})`).join(', ')}`,
    name,
    body,
  )
}

/** `describe` for tests that read the shared data folder. */
export function describeWithData(file: string, name: string, body: () => void): void {
  const path = resolve(dataFolder, file)
  describeUnless(!existsSync(path) && `needs ${path}; set STANDPIPE_DATA to the data folder`, name, body)
}

/** `describe` that is skipped for a reason, and fails for it under CI. */
export function describeUnless(reason: string | false, name: string, body: () => void): void {
  if (!reason) {
    describe(name, body)
  } else if (process.env.CI === 'true') {
    test(name, () => {
      throw new Error(`not skipped under CI: ${reason}`)
    })
  } else {
    describe.skip(`${name} [skipped: ${reason}]`, body)
  }
}

/** Leaves the rest of a test out for a reason, and fails for it under CI. */
export function leaveOut(context: { skip(reason: string): never }, reason: string): never {
  if (process.env.CI === 'true') throw new Error(`not skipped under CI: ${reason}`)
  return context.skip(reason)
}
