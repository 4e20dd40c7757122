import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { programPath } from '../needs.ts'

/** A port nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** PostgreSQL will not run as root; Debian's package brings a user for it. */
function unprivileged(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout)
  return { uid: id('-u'), gid: id('-g') }
}

/** A real PostgreSQL in a folder of its own, gone when stopped. */
export async function startPostgres() {
  const folder = mkdtempSync(join(tmpdir(), 'standpipe-postgres-'))
  const user = unprivileged()
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid!)
  const data = join(folder, 'data')
  const init = spawnSync(
    programPath('initdb')!,
    ['-D', data, '-U', 'standpipe', '--auth=trust', '--no-sync', '-E', 'UTF8'],
    { ...user, encoding: 'utf8', env: { LC_ALL: 'C' } },
  )
  if (init.status !== 0) throw new Error(`initdb: ${init.stderr}`)
  const port = await freePort()
  const run = () =>
    spawn(programPath('postgres')!, ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder], {
      ...user,
      stdio: 'ignore',
    })
  let server = run()
  const admin = `postgres://standpipe@127.0.0.1:${port}/postgres`
  await untilUp(admin)
  let databases = 0
  return {
    /** The address of a new, empty database. */
    database: async () => {
      const name = `journal_${databases++}`
      const client = new pg.Client({ connectionString: admin })
      await client.connect()
      await client.query(`CREATE DATABASE ${name}`)
      await client.end()
      return `postgres://standpipe@127.0.0.1:${port}/${name}`
    },
    /** Ends the server at once; connections break. */
    pause: async () => {
      server.kill('SIGQUIT')
      await once(server, 'exit')
    },
    resume: async () => {
      server = run()
      await untilUp(admin)
    },
    stop: async () => {
      server.kill('SIGINT')
      if (server.exitCode === null && server.signalCode === null) await once(server, 'exit')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function untilUp(url: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      if (tries > 100) throw error
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  }
}
