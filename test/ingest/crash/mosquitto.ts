import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { programPath } from '../../needs.ts'

/** A mosquitto that keeps its sessions in `folder`, to be killed. */
export async function startMosquitto(port: number, folder: string) {
  const config = join(folder, 'mosquitto.conf')
  const lines = [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'persistence true',
    `persistence_location ${folder}/`,
    'max_queued_messages 0',
    ...(process.getuid?.() === 0 ? ['user root'] : []),
  ]
  writeFileSync(config, `${lines.join('\n')}\n`)
  const child = spawn(programPath('mosquitto')!, ['-c', config], { stdio: 'ignore' })
  for (;;) {
    const open = await new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false))
      socket.on('connect', () => socket.end())
    })
    if (open) break
    if (child.exitCode !== null) throw new Error(`mosquitto ended with ${child.exitCode}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  return {
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}
