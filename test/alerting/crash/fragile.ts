import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { packageRoot } from '../../../runtime/root.ts'
import type { Orders, Plan } from './fragile-process.ts'

/** The program in one file: it is started dozens of times, and a thousand files would be most of the test's time. */
export async function fragileProgram() {
  const dir = join(packageRoot, 'node_modules', '.cache', `fragile-${process.pid}`)
  const bundle = await rolldown({
    input: join(import.meta.dirname, 'fragile-process.ts'),
    platform: 'node',
    external: ['libsql', 'pg-native'],
    logLevel: 'silent',
  })
  await bundle.write({ dir, format: 'esm' })
  await bundle.close()
  return {
    file: join(dir, 'fragile-process.js'),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  }
}

/** Alerting in a process that ends itself between two steps, and is started again when it has. */
export async function fragileAlerting(program: string, plan: Plan) {
  let child: ChildProcess
  let address = ''
  let deaths = 0
  let stopped = false
  let up: Promise<void> = Promise.resolve()

  const start = async () => {
    const made = fork(program, [JSON.stringify(plan)], {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    child = made
    const [said] = await new Promise<unknown[]>((resolve, reject) => {
      made.once('message', message => resolve([message]))
      made.once('exit', (code, signal) => {
        if (stopped) return
        if (signal !== 'SIGKILL') return reject(new Error(`alerting ended with ${code}`))
        deaths++
        up = start()
        resolve([address])
      })
    })
    address = String(said)
  }
  up = start()
  await up

  return {
    get deaths() {
      return deaths
    },
    /** Sets its clock and the place at which it ends. */
    order: async (orders: Orders) => {
      await up
      plan.start = orders.now
      child.send(orders)
      await once(child, 'message')
    },
    /** Sent until it is answered, as somebody at a screen would. */
    send: async (path: string, body?: object): Promise<Record<string, unknown>> => {
      for (;;) {
        await up
        try {
          const response = await fetch(`${address}/api/v1${path}`, {
            ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
            headers: { 'content-type': 'application/json' },
          })
          if (response.status < 500) return (await response.json()) as Record<string, unknown>
        } catch {
          // It has just ended.
        }
        await new Promise(resolve => setTimeout(resolve, 20))
      }
    },
    stop: async () => {
      stopped = true
      await up
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}
