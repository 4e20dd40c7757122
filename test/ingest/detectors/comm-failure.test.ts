import { describe, expect, test } from 'vitest'
import { createEngine, type Engine } from '../../../ingest/detectors/engine.ts'
import type { Source } from '../../../ingest/detectors/sources.ts'
import { sourcesInFiles } from '../../../ingest/detectors/sources-in-files.ts'
import type { Detection } from '../../../model/detection.ts'
import type { GatewayState } from '../../../model/gateway-state.ts'
import type { Point } from '../../../model/point.ts'
import { HOUR, type Instant, MINUTE } from '../../../model/time.ts'
import { bad, good, line, MIDNIGHT, point, siteOf } from './small-site.ts'

const MOMENT = 10_000

interface Thing {
  id: string
  points: Point[]
  source: Source
}

/** A polled device with two points. */
const polled = (n: number, where: { line?: string; gateway?: string; zone?: string } = {}): Thing => {
  const { line = 'L1', gateway = 'GW-1', zone = 'Z1' } = where
  const id = `${gateway}-${line}-D${n}`
  return {
    id,
    points: [
      point(`${id}.voltage`, { zone, period: 20_000 }),
      point(`${id}.battery`, { zone, period: MINUTE }),
    ],
    source: { gateway, line, device: id },
  }
}
/** A logger that publishes itself every minute. */
const logger = (n: number, zone = 'Z1'): Thing => {
  const id = `PL-${zone}-${n}`
  return { id, points: [point(`${id}.pressure`, { zone })], source: { publisher: 'loggers' } }
}
const many = (count: number, make: (n: number) => Thing) =>
  Array.from({ length: count }, (_, i) => make(i + 1))

/** What becomes of a thing at a moment, in minutes since the beginning. */
type Fate = (thing: Thing, minute: number) => 'speaks' | 'silent' | 'dead'

/** A town of these things, lived through in steps of ten seconds. */
function town(things: readonly Thing[]) {
  const points = things.flatMap(thing => thing.points)
  const devices = new Map(
    things.flatMap(({ points, source }) => points.map(({ id }) => [id, source] as const)),
  )
  const begin = () => createEngine({ site: siteOf(points), devices })
  const live = (
    engine: Engine,
    from: number,
    to: number,
    fate: Fate,
    also: (minute: number, now: Instant) => Detection[] = () => [],
  ) => {
    const found: Detection[] = []
    const told = new Set<string>()
    for (let now = MIDNIGHT + from * MINUTE; now < MIDNIGHT + to * MINUTE; now += MOMENT) {
      const minute = (now - MIDNIGHT) / MINUTE
      found.push(...also(minute, now))
      for (const thing of things) {
        const state = fate(thing, minute)
        for (const { id, period } of thing.points) {
          if ((now - MIDNIGHT) % period !== 0) continue
          if (state === 'speaks') found.push(...engine.step(good(id, now, 40 + minute / 100), true))
          // A gateway tells a lost device once, when its turn comes.
          else if (state === 'dead' && !told.has(thing.id)) {
            for (const { id } of thing.points) found.push(...engine.step(bad(id, now), true))
            told.add(thing.id)
          }
          if (state === 'speaks') told.delete(thing.id)
        }
      }
      found.push(...engine.tick(now + 1000))
    }
    return found
  }
  return { begin, live, points }
}
const play = (things: readonly Thing[], fate: Fate, minutes = 40) => {
  const { begin, live } = town(things)
  return live(begin(), 0, minutes, fate).map(line)
}
const between = (from: number, to: number, minute: number) => minute >= from && minute < to

describe('one communication alarm a cause', () => {
  const LINE = many(30, polled)

  test('1 device of 30 on a line: the device', () => {
    expect(play(LINE, ({ id }, m) => (id === 'GW-1-L1-D7' && between(5, 20, m) ? 'dead' : 'speaks'))).toEqual(
      ['00:06 + comm-failure GW-1-L1-D7 (since 00:05)', '00:20 - comm-failure GW-1-L1-D7 (since 00:05)'],
    )
  })

  test('30 of 30 on a line: the line', () => {
    const other = many(5, n => polled(n, { line: 'L2' }))
    const all = [...LINE, ...other]
    expect(
      play(all, ({ source }, m) => (source.line === 'L1' && between(5, 20, m) ? 'dead' : 'speaks')),
    ).toEqual(['00:06 + comm-failure L1 (since 00:05)', '00:20 - comm-failure L1 (since 00:05)'])
  })

  test('the far half of a line, cut in the middle: one, about the line', () => {
    const far = new Set(LINE.slice(15).map(({ id }) => id))
    expect(play(LINE, ({ id }, m) => (far.has(id) && between(5, 20, m) ? 'dead' : 'speaks'))).toEqual([
      '00:06 + comm-failure L1 (since 00:05)',
      '00:20 - comm-failure L1 (since 00:05)',
    ])
  })

  test('two neighbours that die on different days are two', () => {
    const fate: Fate = ({ id }, m) =>
      (id === 'GW-1-L1-D7' && m >= 5) || (id === 'GW-1-L1-D8' && m >= 15) ? 'dead' : 'speaks'
    expect(play(LINE, fate)).toEqual([
      '00:06 + comm-failure GW-1-L1-D7 (since 00:05)',
      '00:16 + comm-failure GW-1-L1-D8 (since 00:15)',
    ])
  })

  test('a gateway gone without a word: the gateway, though it has lines in two zones', () => {
    const things = [
      ...many(6, n => polled(n, { zone: 'Z1' })),
      ...many(6, n => polled(n, { line: 'L2', zone: 'Z2' })),
      ...many(4, n => logger(n, 'Z1')),
      ...many(4, n => logger(n, 'Z2')),
    ]
    expect(
      play(things, ({ source }, m) => (source.gateway && between(5, 20, m) ? 'silent' : 'speaks')),
    ).toEqual(['00:09 + comm-failure GW-1 (since 00:04)', '00:20 - comm-failure GW-1 (since 00:04)'])
  })

  test('a district whose radio fails: polled devices within a minute or two, loggers later, one alarm', () => {
    const things = [
      ...many(9, n => polled(n, { zone: 'Z1' })),
      ...many(9, n => polled(n + 20, { zone: 'Z2' })),
      ...many(5, n => logger(n, 'Z1')),
      ...many(5, n => logger(n, 'Z2')),
    ]
    const fate: Fate = ({ source, points }, m) =>
      points[0]!.zone === 'Z1' && between(5, 30, m) ? (source.gateway ? 'dead' : 'silent') : 'speaks'
    expect(play(things, fate)).toEqual([
      '00:06 + comm-failure Z1 (since 00:05)',
      '00:30 - comm-failure Z1 (since 00:05)',
    ])
  })

  test.each([
    ['the whole district is lost', 'silent', '00:06 + comm-failure Z1 (since 00:05)'],
    ['only the polled line is lost', 'speaks', '00:06 + comm-failure L1 (since 00:05)'],
  ] as const)(
    'a line that is all a district has besides loggers waits for their word: %s',
    (_, loggers, raised) => {
      const things = [
        ...many(9, n => polled(n)),
        ...many(9, n => polled(n, { gateway: 'GW-2', line: 'L9', zone: 'Z2' })),
        ...many(5, n => logger(n)),
      ]
      const fate: Fate = ({ source, points }, m) =>
        points[0]!.zone !== 'Z1' || m < 5 ? 'speaks' : source.gateway ? 'dead' : loggers
      expect(play(things, fate)).toEqual([raised])
    },
  )

  test('half of a district’s own-publishing loggers at once: one, about the district', () => {
    const things = [...many(10, n => logger(n)), ...many(10, n => logger(n, 'Z2'))]
    const half = new Set(things.slice(0, 5).map(({ id }) => id))
    expect(play(things, ({ id }, m) => (half.has(id) && between(5, 20, m) ? 'silent' : 'speaks'))).toEqual([
      '00:09 + comm-failure Z1 (since 00:04)',
      '00:20 - comm-failure Z1 (since 00:04)',
    ])
  })

  test('every logger of the operator’s network, in all zones: one, about their source', () => {
    const things = [...many(5, polled), ...many(8, n => logger(n)), ...many(8, n => logger(n, 'Z2'))]
    expect(
      play(things, ({ source }, m) => (source.publisher && between(5, 20, m) ? 'silent' : 'speaks')),
    ).toEqual(['00:09 + comm-failure loggers (since 00:04)', '00:20 - comm-failure loggers (since 00:04)'])
  })

  test('everything: one, about the site', () => {
    const things = [
      ...many(8, polled),
      ...many(8, n => polled(n, { gateway: 'GW-2', zone: 'Z2' })),
      ...many(8, n => logger(n)),
    ]
    expect(play(things, (_, m) => (between(5, 20, m) ? 'silent' : 'speaks'))).toEqual([
      '00:09 + comm-failure town (since 00:04)',
      '00:20 - comm-failure town (since 00:04)',
    ])
  })

  test('a gateway’s last will is believed after a minute, and an update of half a minute is nothing', () => {
    const things = [...many(6, polled), ...many(6, n => polled(n, { gateway: 'GW-2' }))]
    const { begin, live } = town(things)
    const engine = begin()
    const off = (m: number) => between(5, 5.5, m) || between(15, 25, m)
    const found = live(
      engine,
      0,
      40,
      ({ source }, m) => (source.gateway === 'GW-1' && off(m) ? 'silent' : 'speaks'),
      (m, now) => {
        const state: GatewayState = { gateway: 'GW-1', online: !off(m), at: now }
        engine.hear(state, now)
        return []
      },
    )
    expect(found.map(line)).toEqual([
      '00:16 + comm-failure GW-1 (since 00:15)',
      '00:25 - comm-failure GW-1 (since 00:15)',
    ])
  })

  test('the evidence says how far it reaches and why', () => {
    const { begin, live } = town(LINE)
    const engine = begin()
    const state: GatewayState = {
      gateway: 'GW-1',
      online: true,
      at: MIDNIGHT,
      lines: [{ id: 'L1', status: 'down', cause: 'refused', since: MIDNIGHT }],
    }
    engine.hear(state, MIDNIGHT)
    const [raised] = live(engine, 0, 10, (_, m) => (m >= 5 ? 'dead' : 'speaks'))
    expect(raised!.evidence).toMatchObject({
      level: 'line',
      devices: 30,
      of: 30,
      points: 60,
      reported: true,
      cause: 'refused',
    })
  })
})

describe('the end of a cause', () => {
  const DISTRICT = [...many(6, polled), ...many(6, n => logger(n))]

  test('loggers come back with all they kept: one clear, nothing new', () => {
    const { begin, live, points } = town(DISTRICT)
    const engine = begin()
    const backlog = (minute: number, now: Instant) =>
      minute !== 30
        ? []
        : points
            .filter(({ id }) => id.startsWith('PL-'))
            .flatMap(({ id }) =>
              Array.from({ length: 20 }, (_, i) =>
                engine.step(good(id, now - (20 - i) * MINUTE, 12, now), false),
              ),
            )
            .flat()
    const found = live(engine, 0, 50, (_, m) => (between(10, 30, m) ? 'silent' : 'speaks'), backlog)
    expect(found.filter(({ retrospective }) => !retrospective).map(line)).toEqual([
      '00:14 + comm-failure town (since 00:09)',
      '00:30 - comm-failure town (since 00:09)',
    ])
  })

  test('who stays away when the others are back is told after his own patience', () => {
    const fate: Fate = ({ id }, m) =>
      between(10, 30, m) || (id === 'GW-1-L1-D3' && m >= 10) ? 'dead' : 'speaks'
    expect(play(many(6, polled), fate)).toEqual([
      '00:11 + comm-failure L1 (since 00:10)',
      '00:30 - comm-failure L1 (since 00:10)',
      '00:35 + comm-failure GW-1-L1-D3 (since 00:10)',
    ])
  })

  test('a device’s old failure, drained from a backlog after its recovery, is no failure now', () => {
    const { begin, live } = town(many(4, polled))
    const engine = begin()
    const found = live(
      engine,
      0,
      20,
      () => 'speaks',
      (m, now) => (m === 10 ? [...engine.step(bad('GW-1-L1-D2.voltage', now - HOUR), false)] : []),
    )
    expect(found).toEqual([])
  })
})

describe('a restart in the middle', () => {
  const THINGS = [...many(6, polled), ...many(6, n => logger(n)), ...many(6, n => logger(n, 'Z2'))]
  const lost: Fate = ({ points, source }, m) =>
    points[0]!.zone === 'Z1' && between(5, 40, m) ? (source.gateway ? 'dead' : 'silent') : 'speaks'

  test('the alarm stands with its start, is said once more, and clears when the link is back', () => {
    const { begin, live } = town(THINGS)
    const before = begin()
    expect(live(before, 0, 20, lost).map(line)).toEqual(['00:06 + comm-failure Z1 (since 00:05)'])

    const after = begin()
    for (const { points } of THINGS.filter(({ id }) => id.includes('Z2')))
      for (const { id } of points) after.warm(good(id, MIDNIGHT + 19 * MINUTE, 40))
    after.resume(before.active())
    expect(live(after, 25, 60, lost).map(line)).toEqual([
      '00:25 + comm-failure Z1 (since 00:05)',
      '00:40 - comm-failure Z1 (since 00:05)',
    ])
  })

  test('what was silent only because nobody listened is not lost', () => {
    const { begin, live } = town(THINGS)
    const after = begin()
    for (const { points } of THINGS) for (const { id } of points) after.warm(good(id, MIDNIGHT, 40))
    expect(live(after, 60, 90, () => 'speaks')).toEqual([])
  })
})

test.each([
  ['a machine that slept for half an hour accuses nobody', [0, 1, 2, 3, 33, 34], []],
  [
    'a history with a row every ten minutes is judged all the same',
    [0, 10, 20, 30, 40],
    ['00:20 + comm-failure GW-1 (since 00:00)'],
  ],
])('%s', (_, minutes, expected) => {
  const { begin, points } = town(many(3, polled))
  const engine = begin()
  for (const { id } of points) engine.step(good(id, MIDNIGHT, 40), true)
  const found = minutes.flatMap(minute => engine.tick(MIDNIGHT + minute * MINUTE))
  expect(found.map(line)).toEqual(expected)
})

test('the devices files say where points come from', () => {
  const site = siteOf(['PT-1.pressure', 'PL-1.pressure', 'PL-1.battery', 'X.flow'].map(id => point(id)))
  const file = (value: unknown) => ({ path: 'x.yaml', value, lineOf: () => 1 })
  site.files.devices.push(
    file({
      gateway: 'GW-1',
      lines: [{ id: 'L1', devices: [{ id: 'D1', points: { a: 'PT-1.pressure', b: { point: 'X.flow' } } }] }],
    }) as never,
    file({
      sources: [{ id: 'loggers', values: [{ point: '{device}.pressure' }, { point: '{device}.battery' }] }],
    }) as never,
    file({ gateway: 7, lines: 'nonsense' }) as never,
  )
  expect(Object.fromEntries(sourcesInFiles(site))).toEqual({
    'PT-1.pressure': { gateway: 'GW-1', line: 'L1', device: 'D1' },
    'X.flow': { gateway: 'GW-1', line: 'L1', device: 'D1' },
    'PL-1.pressure': { publisher: 'loggers' },
    'PL-1.battery': { publisher: 'loggers' },
  })
})
