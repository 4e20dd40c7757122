import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { join } from 'node:path'
import { programPath } from '../needs.ts'
import { aFolder } from './running.ts'

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createTcpServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

/** A real InfluxDB 1.6 on a port and in a folder of its own. */
export async function startInfluxd() {
  const folder = await aFolder()
  const [port, rpc] = [await freePort(), await freePort()]
  const url = `http://127.0.0.1:${port}`
  const file = join(folder.path, 'influxdb.conf')
  writeFileSync(
    file,
    `reporting-disabled = true
bind-address = "127.0.0.1:${rpc}"
[meta]
  dir = "${folder.path}/meta"
[data]
  dir = "${folder.path}/data"
  wal-dir = "${folder.path}/wal"
  index-version = "tsi1"
  wal-fsync-delay = "0s"
[monitor]
  store-enabled = false
[subscriber]
  enabled = false
[http]
  bind-address = "127.0.0.1:${port}"
  log-enabled = false
[logging]
  level = "error"
`,
  )
  let child: ChildProcess
  const start = async () => {
    child = spawn(programPath('influxd')!, ['-config', file], { stdio: 'ignore' })
    for (;;) {
      const up = await fetch(`${url}/ping`).catch(() => undefined)
      if (up?.ok) return
      if (child.exitCode !== null) throw new Error(`influxd ended with ${child.exitCode}`)
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }
  const kill = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    await once(child, 'exit')
  }
  const query = async (ql: string) => {
    const answer = await fetch(`${url}/query?q=${encodeURIComponent(ql)}`, { method: 'POST' })
    if (!answer.ok) throw new Error(await answer.text())
    return answer.json()
  }
  await start()
  return {
    url,
    start,
    kill,
    query,
    async stop() {
      await kill('SIGTERM')
      await folder.remove()
    },
  }
}

/**
 * The v2 write address in front of a 1.x server, as strict as 2.x about what it is asked: organisation, bucket,
 * precision and token must be right. Everything else goes through.
 */
export async function v2Front(target: string, expected: { org: string; bucket: string; token: string }) {
  const server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url!, target)
    const refuse = (status: number, message: string) => {
      incoming.resume()
      outgoing.writeHead(status, { 'content-type': 'application/json' })
      outgoing.end(JSON.stringify({ code: 'refused', message }))
    }
    if (incoming.headers.authorization !== `Token ${expected.token}`)
      return refuse(401, 'unauthorized access')
    if (url.pathname === '/write') return refuse(404, 'path not found')
    if (url.pathname === '/api/v2/write') {
      const { searchParams: asked } = url
      if (asked.get('org') !== expected.org)
        return refuse(404, `organization name "${asked.get('org')}" not found`)
      if (asked.get('bucket') !== expected.bucket)
        return refuse(404, `bucket "${asked.get('bucket')}" not found`)
      if (asked.get('precision') !== 'ns') return refuse(400, `precision "${asked.get('precision')}"`)
      url.pathname = '/write'
      url.search = `?db=${expected.bucket}&precision=n`
    }
    const { authorization: _, host: __, ...headers } = incoming.headers
    const onward = request(url, { method: incoming.method, headers }, answer => {
      outgoing.writeHead(answer.statusCode!, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    incoming.pipe(onward)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise(resolve => server.close(resolve)),
  }
}
