import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

/** A token with all rights, for `--token`. */
export const TOKEN = 'scenario-token'

/** A platform that runs as a user runs it: `standpipe up`, a process of its own. */
export interface UpProcess {
  /** Where it answers. */
  url: string
  pid: number
  /** What it said on both streams so far. */
  said(): string
  /** The answer of the API as JSON. @throws when it is no 2xx */
  get<T>(path: string): Promise<T>
  /** `kill -9`, the moment this is called. */
  kill(): Promise<void>
  /** Ctrl-C; how it ended and after how long, ms. */
  interrupt(): Promise<{ code: number | null; took: number }>
}

const alive = new Set<ChildProcess>()

/** Ends what a failed test left running. */
export function endAll(): void {
  for (const child of alive) child.kill('SIGKILL')
}

/** Runs one command of the program to its end. */
export async function standpipe(args: readonly string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ['bin/standpipe.js', ...args], { cwd: root })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (said += chunk))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, said }
}

/**
 * Starts `standpipe up` with these arguments; resolves when it is live.
 * @param within A command that runs it, for example in a place of its own.
 * @throws with what it said when it ends
 */
export async function startUp(args: readonly string[], within: readonly string[] = []): Promise<UpProcess> {
  const up = [process.execPath, join(root, 'bin/standpipe.js'), 'up', ...args, '--token', TOKEN]
  const [program, ...rest] = [...within, ...up, '--log-level', 'warn']
  const child = spawn(program!, rest, { cwd: root })
  alive.add(child)
  child.once('exit', () => alive.delete(child))
  let said = ''
  const url = await new Promise<string>((live, ended) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', chunk => {
        said += chunk
        const found = /live at (http:\/\/[^/\s]+)/.exec(said)?.[1]
        if (found) live(found)
      })
    child.once('exit', code => ended(new Error(`standpipe up ended with ${code}: ${said}`)))
  })
  const headers = { authorization: `Bearer ${TOKEN}` }
  return {
    url,
    pid: child.pid!,
    said: () => said,
    get: async <T>(path: string) => {
      const answer = await fetch(`${url}/api/v1${path}`, { headers })
      if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`)
      return (await answer.json()) as T
    },
    kill: async () => {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
    interrupt: async () => {
      const began = performance.now()
      child.kill('SIGINT')
      const [code] = (await once(child, 'exit')) as [number | null]
      return { code, took: performance.now() - began }
    },
  }
}

/** Sends a command until it is answered, under one id, as a client does that lost its connection. */
export async function command<T>(url: string, path: string, body: object): Promise<T> {
  for (;;) {
    try {
      const answer = await fetch(`${url}/api/v1${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      const said = await answer.text()
      if (answer.ok) return JSON.parse(said) as T
      if (answer.status < 500) throw new TypeError(`POST ${path}: ${answer.status} ${said}`)
    } catch (error) {
      if (error instanceof TypeError && error.message.startsWith('POST')) throw error
    }
    await new Promise(after => setTimeout(after, 50))
  }
}
