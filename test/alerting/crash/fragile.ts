import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Orders, Plan } from './fragile-process.ts'

/** Alerting in a process that ends itself between two steps, and is started again when it has. */
export async function fragileAlerting(plan: Plan) {
  let child: ChildProcess
  let address = ''
  let deaths = 0
  let stopped = false
  let up: Promise<void> = Promise.resolve()

  const start = async () => {
    const made = fork(join(import.meta.dirname, 'fragile-process.ts'), [JSON.stringify(plan)], {
      execArgv: ['--import', 'tsx/esm'],
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
