import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { directoryOf } from '../../../dashboard/web/directory/directory.ts'
import { Chunks } from '../../../dashboard/web/replay/chunks.ts'
import { differences } from '../../../dashboard/web/replay/compare.ts'
import { type HistoryEvent, nextEvent } from '../../../dashboard/web/replay/fold.ts'
import { csvText, incidentPage } from '../../../dashboard/web/replay/incident-file.ts'
import { ReplayScene } from '../../../dashboard/web/replay/replay-scene.ts'
import { gapsOf } from '../../../dashboard/web/replay/silence.ts'
import { trailUntil } from '../../../dashboard/web/replay/trail.ts'
import type { LiveValue } from '../../../model/live.ts'
import { decodeReplay, NOTHING_KNOWN } from '../../../model/replay-chunk.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../../model/time.ts'
import { aFolder, NOON, runIngest } from '../../ingest/running.ts'
import { aPoint, aSite } from '../../ingest/site.ts'

/** The same numbers each time (mulberry32). */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

describe('what a replay shows', () => {
  const points = ['J-1.pressure', 'J-2.pressure', 'P-1.flow']
  const site = aSite(points.map(id => aPoint(id, { period: 30 * SECOND })))
  const FROM = Math.floor((NOON - 6 * HOUR) / HOUR) * HOUR
  const roll = dice(7)
  let folder: Awaited<ReturnType<typeof aFolder>>
  let town: Awaited<ReturnType<typeof runIngest>>
  beforeAll(async () => {
    folder = await aFolder()
    town = await runIngest(site, join(folder.path, 'ingest'))
    for (const point of points) {
      const readings = []
      for (let at = FROM; at < FROM + HOUR; at += 3_000 + Math.floor(roll() * 17_000))
        readings.push({
          point,
          at: at + 1,
          value: Math.round(roll() * 6_000) / 100,
          quality: 'good' as const,
        })
      await town.send(readings)
    }
  })
  afterAll(async () => {
    await town.stop()
    await folder.remove()
  })

  test('is what the history says, at ten random seconds, to the step of ten seconds it is played in', async () => {
    const chunks = new Chunks(points)
    const stored = async () => {
      const { rawPayload } = await town.app.inject(`/api/v1/replay?from=${FROM}&known=now&step=10000`)
      const { codes } = decodeReplay(gunzipSync(rawPayload))
      return [59, 119, 179].every(cell => codes[cell] === 0)
    }
    // Accepted is not yet in the store.
    await expect.poll(stored, { timeout: 10_000 }).toBe(true)
    for (let from = FROM; from < FROM + HOUR; from += 10 * MINUTE) {
      const { rawPayload } = await town.app.inject(`/api/v1/replay?from=${from}&known=now&step=10000`)
      chunks.add(decodeReplay(gunzipSync(rawPayload)))
    }
    for (let i = 0; i < 10; i++) {
      const second = FROM + 2 * MINUTE + Math.floor(roll() * 3_400) * SECOND
      const step = Math.floor(second / 10_000) * 10_000
      const { values } = (await town.app.inject(`/api/v1/states?at=${step}&known=now`)).json() as {
        values: LiveValue[]
      }
      const asked = new Map(values.map(([point, , value]) => [point, value]))
      expect(asked.size).toBe(3)
      // Played with the decimals that are shown: a flow has one.
      for (const [point, , value] of chunks.at(second))
        expect(Math.abs(value! - asked.get(point)!), point).toBeLessThan(
          point.endsWith('flow') ? 0.0501 : 0.00501,
        )
    }
  })
})

let seq = 0
const event = (at: number, type: string, alarm: string): HistoryEvent => ({
  seq: ++seq,
  at,
  received: at,
  actor: 'system',
  type,
  alarm,
  ...(type === 'raised'
    ? { event: { about: { kind: 'pressure-low', subject: alarm, code: 'P', priority: 2, asset: alarm } } }
    : {}),
})

describe('a day played at 30 min/s', () => {
  const roll = dice(11)
  const events = Array.from({ length: 400 }, (_, i) => {
    const at = NOON + Math.floor(roll() * DAY)
    return [
      event(at, 'raised', `A-${i}`),
      event(at + 1_000 + Math.floor(roll() * 60_000), 'cleared', `A-${i}`),
    ]
  })
    .flat()
    .sort((a, b) => a.received - b.received)

  test('no transition is skipped in the list of events, though most come and go between two pictures', () => {
    const scene = new ReplayScene(NOON, { from: NOON, to: NOON + DAY + 2 * MINUTE })
    scene.setEvents(events)
    const seen = new Set<number>()
    // A picture each 100 ms is one each three minutes of that day.
    for (let at = NOON; at <= NOON + DAY + 2 * MINUTE; at += 3 * MINUTE) {
      scene.seek(at)
      const trail = trailUntil(scene.events, NOON, at)
      expect(trail.every(({ received }) => received <= at)).toBe(true)
      for (const { seq } of trail) seen.add(seq)
    }
    expect(seen.size).toBe(events.filter(({ received }) => received <= NOON + DAY).length)
  })

  test('going from event to event stops at each once, exactly then, forth and back', () => {
    const times = [...new Set(events.map(({ received }) => received))]
    const forth: number[] = []
    for (
      let at: number | undefined = nextEvent(events, NOON - 1, 1);
      at !== undefined;
      at = nextEvent(events, at, 1)
    )
      forth.push(at)
    expect(forth).toEqual(times)
    const back: number[] = []
    for (let at = nextEvent(events, NOON + 2 * DAY, -1); at !== undefined; at = nextEvent(events, at, -1))
      back.push(at)
    expect(back.reverse()).toEqual(times)
  })
})

describe('A and B', () => {
  const town = directoryOf(
    {
      version: '1',
      kinds: ['pressure-logger'],
      id: ['same', 'raised', 'silent', 'changed'],
      kind: [0, 0, 0, 0],
      lng: [1, 1, 1, 1],
      lat: [1, 1, 1, 1],
      zone: [null, null, null, null],
      name: [null, null, null, null],
    },
    ['same', 'raised', 'silent', 'changed'].map(id =>
      aPoint(`${id}.pressure`, { asset: id, period: MINUTE }),
    ),
    [],
  )
  const HOUR_START = Math.floor(NOON / HOUR) * HOUR
  const scene = new ReplayScene(HOUR_START + 10 * MINUTE, { from: HOUR_START, to: HOUR_START + HOUR })
  scene.begin([...town.points.keys()], MINUTE)
  const cells = [0, 1, 2, 3].flatMap(row => Array.from({ length: 60 }, (_, step) => ({ row, step })))
  scene.addChunk({
    from: HOUR_START,
    step: MINUTE,
    steps: 60,
    points: [...town.points.keys()],
    values: Float64Array.from(cells, ({ row, step }) => (row === 3 && step > 30 ? 99 : 30)),
    codes: Uint8Array.from(cells, ({ row, step }) => (row === 2 && step > 30 ? NOTHING_KNOWN : 0)),
  })
  scene.setEvents([event(HOUR_START + 40 * MINUTE, 'raised', 'raised')])
  const at = (minutes: number) => scene.statesAt(HOUR_START + minutes * MINUTE, town)
  const ids = (a: number, b: number) => differences(town, at(a), at(b)).map(({ entry }) => entry.id)

  test('differ in every asset whose class differs, and in nothing else', () => {
    expect(ids(10, 50)).toEqual(['raised', 'silent'])
    expect(ids(50, 10)).toEqual(['raised', 'silent'])
    expect(ids(10, 39.5)).toEqual(['silent'])
    expect(ids(45, 50)).toEqual([])
  })
  test('what moves in between is where it was', () => {
    expect(scene.now()).toBe(HOUR_START + 10 * MINUTE)
  })
  test('the asset’s own silence is a gap, the town’s is none while most speak', () => {
    expect(scene.gaps(['silent.pressure'])).toEqual([
      { from: HOUR_START + 31 * MINUTE, to: HOUR_START + HOUR },
    ])
    expect(scene.gaps()).toEqual([])
  })
})

test.each<[string, (number | undefined)[], [number, number][]]>([
  ['all heard', [9, 9, 9], []],
  ['nothing at all', [0, 0], []],
  ['half is enough', [10, 5, 10], []],
  [
    'two holes',
    [10, 0, 1, 10, 4, 10],
    [
      [1, 3],
      [4, 5],
    ],
  ],
  ['what is not in memory is no gap', [10, undefined, 10], []],
])('gaps: %s', (_, heard, gaps) => {
  const steps = heard.map((n, i) => ({ at: i * 10, n }))
  expect(gapsOf(steps, 10)).toEqual(gaps.map(([from, to]) => ({ from: from * 10, to: to * 10 })))
})

describe('the file of an incident', () => {
  const page = incidentPage({
    lang: 'zh',
    title: '<爆管> & "测试"',
    about: [['城', '2026-11-22']],
    notes: { label: '备注', text: '关阀\n<script>alert(1)</script>' },
    picture: 'data:image/png;base64,AAAA',
    tables: [{ title: '事件', head: ['a'], rows: [['1'], ['2']] }],
    csv: { label: 'CSV', name: 'events.csv', text: csvText([['a', '=1+1', '-5', 'x,"y"']]) },
    link: { label: 'link', url: 'http://10.0.0.1/map?t=1&b=2' },
  })
  test('needs nobody: no script, nothing fetched, picture and table inside', () => {
    expect(page).not.toMatch(/<script|<link|@import|src="(?!data:)/)
    expect(page).toContain('src="data:image/png;base64,AAAA"')
    expect(page).toContain('&#60;script&#62;')
    const [, table] = /href="data:text\/csv;charset=utf-8,([^"]+)"/.exec(page)!
    expect(decodeURIComponent(table!)).toBe('\uFEFFa,\'=1+1,-5,"x,""y"""\r\n')
  })
})
