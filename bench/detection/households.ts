import { createEngine } from '../../ingest/detectors/engine.ts'
import type { Detection } from '../../model/detection.ts'
import { DAY, HOUR, type Instant } from '../../model/time.ts'
import { atLeast, figure, type Row } from '../row.ts'
import { benchPoint, benchSite } from './bench-site.ts'
import { linesOf, median, random } from './data.ts'

/** A home's register, m³. */
interface Home {
  id: string
  at: Instant[]
  volume: number[]
}

/** What is done to a home's register after its reading `from`, and when it begins to show. */
type Harm = (home: Home, from: number, chance: () => number) => { volume: number[]; hit: Instant }

const share = (found: number, all: number) => (100 * found) / Math.max(1, all)
const after = (home: Home, from: number, change: (hours: number, volume: number) => number) => ({
  volume: home.volume.map((volume, i) =>
    i <= from ? volume : change((home.at[i]! - home.at[from]!) / HOUR, volume),
  ),
  hit: home.at[from]!,
})

const leak =
  (litres: number): Harm =>
  (home, from) =>
    after(home, from, (hours, volume) => volume + (litres / 1000) * hours)
const stopped: Harm = (home, from) => after(home, from, () => home.volume[from]!)
/** Twenty litres an hour backwards for six hours. */
const reverse: Harm = (home, from) => after(home, from, (hours, volume) => volume - 0.02 * Math.min(6, hours))
/** Ten times the use of one hour in which the home uses at least its mean. */
const spike: Harm = (home, from, chance) => {
  const steps = home.volume.map((volume, i) => (i === 0 ? 0 : volume - home.volume[i - 1]!))
  const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length
  const fit = steps.flatMap((step, i) => (i > from && i < from + 24 * 14 && step >= mean ? [i] : []))
  const at = fit[Math.floor(chance() * fit.length)] ?? from + 1
  return {
    volume: home.volume.map((volume, i) => (i < at ? volume : volume + 9 * steps[at]!)),
    hit: home.at[at - 1]!,
  }
}

const HARMS: readonly { name: string; kind: string; harm: Harm; goal?: number }[] = [
  { name: 'leak of 5 L/h', kind: 'meter-leak', harm: leak(5), goal: 95 },
  { name: 'leak of 10 L/h', kind: 'meter-leak', harm: leak(10), goal: 95 },
  { name: '10× one-hour spike', kind: 'meter-spike', harm: spike },
  { name: 'stopped meter', kind: 'meter-zero', harm: stopped },
  { name: 'reverse flow', kind: 'meter-reverse', harm: reverse, goal: 95 },
]

/** Real household meters: how much injected harm is found, how late, and what is said of untouched homes. */
export function householdRows(): Row[] {
  const homes = readHomes().filter(home => home.at.length > 150 * 24)
  const days = homes.reduce((sum, home) => sum + (home.at.at(-1)! - home.at[0]!) / DAY, 0)
  const quiet = judge(homes.map(home => ({ ...home, hit: undefined })))
  const rows = ['meter-leak', 'meter-burst', 'meter-spike', 'meter-zero', 'meter-reverse'].map(kind => {
    const told = quiet.filter(d => d.kind === kind && d.active)
    const most = Math.max(0, ...homes.map(home => told.filter(d => d.subject === home.id).length))
    const note = `${told.length} in ${homes.length} untouched homes, ${most} of them in one home`
    return figure(`household ${kind} told`, told.length / (days / 365), 'per home-year', note)
  })
  for (const { name, kind, harm, goal } of HARMS) {
    const chance = random(7)
    const harmed = homes.map(home => {
      const from = Math.floor((60 + chance() * 60) * 24)
      return { ...home, ...harm(home, from, chance) }
    })
    // A home that is in that very state already proves nothing.
    const fair = harmed.filter(
      ({ id, hit }) =>
        !quiet.some(d => d.kind === kind && d.subject === id && Math.abs(d.at - hit) < 7 * DAY),
    )
    const found = judge(fair).filter(d => d.kind === kind && d.active)
    const delays = fair.flatMap(({ id, hit }) => {
      const first = found.find(d => d.subject === id && d.at > hit && d.at < hit + 30 * DAY)
      return first ? [(first.at - hit) / HOUR] : []
    })
    const note = `${delays.length} of ${fair.length} homes, median delay ${median(delays).toFixed(0)} h`
    const value = share(delays.length, fair.length)
    const title = `household ${name}`
    rows.push(goal === undefined ? figure(title, value, '%', note) : atLeast(title, value, '%', goal, note))
  }
  return rows
}

function judge(homes: readonly Home[]): Detection[] {
  const points = homes.map(home => benchPoint(home.id, 'volume', HOUR, { position: 'end' }))
  const engine = createEngine({ site: benchSite(points, 'Europe/Athens') })
  return homes.flatMap(({ at, volume }, h) =>
    at.flatMap((when, i) =>
      engine.step({ point: points[h]!.id, at: when, value: volume[i]!, quality: 'good' }, true),
    ),
  )
}

function readHomes(): Home[] {
  const homes = new Map<string, Home>()
  for (const line of linesOf('daiad/hourly-60-homes.csv.gz').slice(1)) {
    const [id, time, register] = line.split(';') as [string, string, string]
    const [day, month, rest] = time.split('/') as [string, string, string]
    const at = Date.parse(`${rest.slice(0, 4)}-${month}-${day}T${rest.slice(5)}Z`)
    const home = homes.get(id) ?? { id: id.slice(0, 8), at: [], volume: [] }
    home.at.push(at)
    home.volume.push(Number(register) / 1000)
    homes.set(id, home)
  }
  for (const home of homes.values()) {
    const order = home.at.map((_, i) => i).sort((a, b) => home.at[a]! - home.at[b]!)
    home.volume = order.map(i => home.volume[i]!)
    home.at = order.map(i => home.at[i]!)
  }
  return [...homes.values()]
}
