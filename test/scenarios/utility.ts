import { expect } from 'vitest'
import { hashPassword } from '../../runtime/identity/password.ts'
import { SITE_YAML, siteFolder } from '../runtime/site/folder.ts'
import { TOKEN, type UpProcess } from './up-process.ts'

export const METERS = ['M-1', 'M-2', 'M-3']
/** The same for all accounts. */
export const PASSWORD = 'numbered readings'

/** A small utility: three meters and a tank's level gauge publish to the embedded broker with accounts of their own. */
export async function utility(): Promise<string> {
  const hash = await hashPassword(PASSWORD)
  const accounts = [...METERS, 'gauge'].map(
    name => `    - { name: ${name}, password: "${hash}", publish: ["meters/{name}/up"] }\n`,
  )
  return siteFolder({
    'site.yaml': `${SITE_YAML}policy: generic\nbroker:\n  accounts:\n${accounts.join('')}`,
    'people.yaml': 'people:\n  - { id: admin, name: Admin, roles: [admin] }\n',
    'points.csv': `id,asset,quantity,position,period_s
${METERS.map((name, i) => `${name}.volume,A${i + 1},volume,end,3600`).join('\n')}
gauge.level,B1,level,plant,60
`,
    'detectors.yaml': `limit:
  - for: { quantity: level }
    very-low: { value: 1, onDelay: 0 s }
`,
    'devices/meters.yaml': `sources:
  - id: meters
    topic: meters/{name}/up
    form: json
    time: { path: at }
    values:
      - { path: volume, point: "{name}.volume" }
      - { path: level, point: "{name}.level" }
`,
  })
}

/** Every reading of a meter that history gives out, as a file: by its time; a time that comes twice is told. */
export async function exported(up: UpProcess, meter: string): Promise<Map<number, number>> {
  const now = Date.now()
  const query = `points=${meter}.volume&from=${now - 3_600_000}&to=${now + 60_000}&timeZone=UTC`
  const answer = await fetch(`${up.url}/api/v1/export?${query}`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  })
  const readings = new Map<number, number>()
  for (const line of (await answer.text()).split('\r\n')) {
    const [time = '', point, , , value] = line.split(',')
    if (point !== `${meter}.volume`) continue
    expect(readings.has(Date.parse(time)), `${meter} at ${time} comes once`).toBe(false)
    readings.set(Date.parse(time), Math.round(Number(value) * 1_000))
  }
  return readings
}
