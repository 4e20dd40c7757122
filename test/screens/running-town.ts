import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../runtime/root.ts'

/** A demo town that runs in a process of its own, as `npm start` starts it. */
export interface RunningTown {
  /** e.g. http://127.0.0.1:43211 */
  origin: string
  /** Signs in once. */
  signIn: string
  token: string
  stop(): Promise<void>
}

const LONGEST_START = 300_000

/** Starts `standpipe up` with these options on free ports; its data is gone when it stops. */
export async function runTown(options: readonly string[] = []): Promise<RunningTown> {
  const dataDir = mkdtempSync(join(tmpdir(), 'standpipe-screens-'))
  const token = 'screens-token-of-this-run'
  const fixed = ['--data-dir', dataDir, '--http-port', '0', '--mqtt-port', '0', '--token', token]
  const program = ['--import', 'tsx', join(packageRoot, 'cli/program.ts'), 'up', ...fixed, ...options]
  const child = spawn(process.execPath, program, { cwd: packageRoot, stdio: ['ignore', 'pipe', 'inherit'] })
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    const signIn = await firstAddress(child)
    return { origin: new URL(signIn).origin, signIn, token, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function firstAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the town did not start')), LONGEST_START)
    let said = ''
    child.stdout!.on('data', chunk => {
      said += chunk
      const url = /live at (\S+)/.exec(said)?.[1]
      if (url === undefined) return
      clearTimeout(late)
      resolve(url)
    })
    child.once('exit', code => reject(new Error(`the town ended with ${code}: ${said}`)))
  })
}
