import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mqtt, { type MqttClient } from 'mqtt'
import { watermarks } from '../../ingest/intake/watermarks.ts'
import type { GatewayState } from '../../model/gateway-state.ts'
import type { Batch } from '../../model/reading.ts'
import { topicsOf } from '../../model/topics.ts'

const topics = topicsOf('test')

/** The smallest site a gateway needs: it never looks at the network. */
export function siteFolder(port: number, period = 0.2): string {
  const folder = mkdtempSync(join(tmpdir(), 'site-'))
  mkdirSync(join(folder, 'devices'))
  writeFileSync(
    join(folder, 'site.yaml'),
    'site: test\nname: { zh: 测试, en: Test }\nnetwork: { file: none.inp }\n',
  )
  writeFileSync(
    join(folder, 'points.csv'),
    'id,asset,quantity,period_s\nD-1.flow,D-1,flow,0.2\nD-1.speed,D-1,speed,0.2\nD-2.flow,D-2,flow,0.2\n',
  )
  writeDevices(folder, port, period, ['id: D-1, unit: 1, points: { flow: D-1.flow, speed: D-1.speed }'])
  return folder
}

/** The devices file with one line to this port. */
export function writeDevices(folder: string, port: number, period: number, devices: string[]) {
  const rows = devices.map(
    device => `      - { profile: grundfos-cim-booster, period: ${period}, ${device} }\n`,
  )
  writeFileSync(
    join(folder, 'devices', 'gw-1.yaml'),
    `gateway: gw-1\nzone: Z1\nlines:\n  - id: l\n    tcp: 127.0.0.1:${port}\n    devices:\n${rows.join('')}`,
  )
}

/** Ingest's side: hears batches and state, and says what is stored. */
export async function farSide(url: string) {
  const client: MqttClient = mqtt.connect(url)
  const batches: Batch[] = []
  const states: GatewayState[] = []
  const marks = watermarks()
  await client.subscribeAsync([topics.ups, topics.gateways], { qos: 1 })
  client.on('message', (topic, payload) => {
    const body = JSON.parse(payload.toString())
    if (topic === topics.gateway('gw-1')) return states.push(body as GatewayState)
    batches.push(body as Batch)
    marks.note(body as Batch)
    client.publish(topics.stored('gw-1'), JSON.stringify(marks.stored('gw-1')), { qos: 1, retain: true })
  })
  const values = () =>
    batches.flatMap(batch =>
      batch.readings.filter(([i]) => batch.points[i] === 'D-1.flow').map(row => row[2]!),
    )
  return { batches, states, values, stop: () => client.endAsync(true) }
}

/** Waits for what a program of its own does; real time. */
export const until = async (what: string, reached: () => unknown, seconds = 20) => {
  for (let i = 0; i < seconds * 20 && !reached(); i++) await new Promise(resolve => setTimeout(resolve, 50))
  if (!reached()) throw new Error(`${what} did not happen within ${seconds} s`)
}

export const ended = (child: ChildProcess) =>
  new Promise<number | null>(resolve => child.once('exit', resolve))
