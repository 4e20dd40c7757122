import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../runtime/root.ts'
import { atMost, figure, type Row } from './row.ts'

const TOKEN = 'bench-token-of-this-run'
const CUSTOMERS = 5_000
/** Seconds that are left out of the figures: start-up work is not the town's pace. */
const SETTLE = 20
const SECONDS = 60

interface Running {
  child: ChildProcess
  url: string
  /** From the command to the line that says it is live, s. */
  startUp: number
}

/** The demo town of 5,000 customers: what it costs at real time, and whether it keeps up at ×60. */
export async function run(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'standpipe-bench-town-'))
  try {
    const first = await start(folder, 1)
    const calm = await watch(first)
    await stop(first)
    const again = await start(folder, 1)
    await stop(again)
    rmSync(folder, { recursive: true, force: true })
    const fast = await start(folder, 60)
    const hurried = await watch(fast)
    await stop(fast)
    const note = `${CUSTOMERS} customers, ${SECONDS} s after ${SETTLE} s`
    return [
      figure('first start, built', first.startUp, 's', 'empty data folder'),
      atMost('second start', again.startUp, 's', 10, 'same data folder'),
      atMost('CPU at real time', calm.cores, 'cores', 0.5, `${note}, all services and the simulator`),
      atMost('memory at real time', calm.megabytes, 'MB', 500, 'highest resident size of the process'),
      figure('readings a second at real time', calm.readings, '1/s'),
      figure('CPU at ×60', hurried.cores, 'cores', note),
      figure('memory at ×60', hurried.megabytes, 'MB'),
      figure('readings a second at ×60', hurried.readings, '1/s', 'real seconds'),
      atMost('water behind its time at ×60', hurried.lag, 's', 60, 'simulated seconds, at the end'),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function start(folder: string, speed: number): Promise<Running> {
  const began = performance.now()
  const args = ['up', '--data-dir', folder, '--http-port', '0', '--mqtt-port', '0', '--token', TOKEN]
  const child = spawn(process.execPath, [
    join(packageRoot, 'dist/cli/program.js'),
    ...args,
    '--speed',
    String(speed),
    '--customers',
    String(CUSTOMERS),
  ])
  return new Promise((resolve, reject) => {
    let said = ''
    const hear = (bytes: Buffer) => {
      said += bytes
      const url = /live at (http:\/\/[^/\s]+)/.exec(said)?.[1]
      if (url) resolve({ child, url, startUp: (performance.now() - began) / 1_000 })
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', code => reject(new Error(`the platform ended with ${code}: ${said}`)))
  })
}

async function stop({ child }: Running): Promise<void> {
  const ended = new Promise(resolve => child.once('exit', resolve))
  child.kill('SIGINT')
  await ended
}

async function watch(running: Running) {
  const { pid } = running.child
  await pause(SETTLE)
  const before = { cpu: cpuSeconds(pid!), readings: await metric(running, 'ingest_readings_total') }
  let megabytes = 0
  for (let i = 0; i < SECONDS; i++) {
    await pause(1)
    megabytes = Math.max(megabytes, residentMegabytes(pid!))
  }
  return {
    cores: (cpuSeconds(pid!) - before.cpu) / SECONDS,
    readings: ((await metric(running, 'ingest_readings_total')) - before.readings) / SECONDS,
    lag: await metric(running, 'standpipe_simulator_lag_seconds'),
    megabytes,
  }
}

const pause = (seconds: number) => new Promise(resolve => setTimeout(resolve, seconds * 1_000))

/** User and system time of all threads so far, s (proc(5): clock ticks of 1/100 s). */
function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

function residentMegabytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1_024
}

/** A figure of /metrics, summed over its labels. Throws when the platform does not have it. */
async function metric({ url }: Running, name: string): Promise<number> {
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })
  const lines = (await answer.text())
    .split('\n')
    .filter(line => line.startsWith(name) && /[ {]/.test(line[name.length] ?? ''))
  if (lines.length === 0) throw new Error(`${url}/metrics has no ${name}`)
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
}
