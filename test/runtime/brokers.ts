import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedBroker } from '../../runtime/broker/embedded.ts'
import type { BrokerLimits } from '../../runtime/broker/limits.ts'
import { silentLog } from '../../runtime/log.ts'
import { createMetrics } from '../../runtime/metrics.ts'
import { programPath } from '../needs.ts'

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

/** An embedded broker with one account that may do everything and one that may do little. */
export async function embedded(limits: Partial<BrokerLimits> = {}) {
  const metrics = createMetrics()
  const broker = await startEmbeddedBroker({
    port: 0,
    credentials: {
      town: { secret: 'open', publish: ['#'], subscribe: ['#'] },
      meter: { secret: 'small', publish: ['m/+/up'], subscribe: ['m/+/down'] },
    },
    limits,
    log: silentLog(),
    metrics,
  })
  return { ...broker, metrics, url: `mqtt://127.0.0.1:${broker.port}` }
}

/** A real mosquitto that keeps its sessions over a restart. */
export async function mosquitto(
  port: number,
  folder = mkdtempSync(join(tmpdir(), 'mosquitto-')),
  more: readonly string[] = [],
) {
  const config = join(folder, 'mosquitto.conf')
  writeFileSync(
    config,
    [
      `listener ${port} 127.0.0.1`,
      'allow_anonymous true',
      'persistence true',
      `persistence_location ${folder}/`,
      'user root',
      ...more,
      '',
    ].join('\n'),
  )
  const child = spawn(programPath('mosquitto')!, ['-c', config], { stdio: 'ignore' })
  await listening(port, child)
  return {
    url: `mqtt://127.0.0.1:${port}`,
    folder,
    stop: () =>
      new Promise<void>(resolve => {
        child.once('exit', () => resolve())
        child.kill('SIGTERM')
      }),
  }
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 100 && child.exitCode === null; attempt++) {
    const open = await new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false))
      socket.on('connect', () => socket.end())
    })
    if (open) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error('mosquitto did not start')
}

/** Runs a program to its end; its output. */
export function run(name: string, args: string[]): Promise<{ code: number | null; out: string }> {
  return new Promise(resolve => {
    const child = spawn(programPath(name)!, args)
    let out = ''
    child.stdout.on('data', chunk => (out += chunk))
    child.stderr.on('data', chunk => (out += chunk))
    child.on('exit', code => resolve({ code, out }))
  })
}
