import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createQuality, IMPOSSIBLE_TIME, RESENT, UNKNOWN_POINT } from '../../ingest/quality/engine.ts'
import { qualitySettings } from '../../ingest/quality/settings.ts'
import { LATE } from '../../ingest/rows.ts'
import type { Point } from '../../model/point.ts'
import { encodeQuality, qualityOf, reasonOf } from '../../model/quality.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../model/time.ts'
import { aFolder, NOON } from './running.ts'
import { aPoint, aSite } from './site.ts'

/** A reading at a second of the timeline, received then unless said otherwise. */
type Event = [
  second: number,
  value: number | null,
  more?: { point?: string; received?: number; code?: number },
]

const REFUSALS = new Map([
  [UNKNOWN_POINT, 'unknown point'],
  [IMPOSSIBLE_TIME, 'impossible time'],
  [RESENT, 'resent'],
])

/** The judgement of each reading in words: `good`, `uncertain/rate`, `late good`… */
function judgements(
  points: readonly Point[],
  events: readonly Event[],
  settings = qualitySettings(aSite(points), []),
) {
  const engine = createQuality({ points: aSite(points).points, settings })
  return events.map(([second, value, { point = points[0]!.id, received = second, code = 0 } = {}]) => {
    const judged = engine.judge(
      point,
      NOON + second * SECOND,
      value ?? Number.NaN,
      code,
      NOON + received * SECOND,
    )
    if (judged < 0) return REFUSALS.get(judged)
    const reason = reasonOf(judged & 255)
    const words = `${qualityOf(judged & 255)}${reason ? `/${reason}` : ''}`
    return (judged >> 8) & LATE ? `late ${words}` : words
  })
}

const pressure = aPoint('J-1.pressure', { range: [0, 160] })
const every = (step: number, values: readonly number[], from = 0): Event[] =>
  values.map((value, i) => [from + i * step, value])

describe('range', () => {
  test.each<[string, Point, number, string]>([
    ['normal', pressure, 30, 'good'],
    ['above the instrument', pressure, 161, 'bad/out-of-range'],
    ['below the instrument', pressure, -0.1, 'bad/out-of-range'],
    [
      'physically impossible, whatever the instrument claims',
      aPoint('A.ph', { range: [0, 20] }),
      15,
      'bad/out-of-range',
    ],
    ['a vacuum can be', aPoint('A.pressure', { range: [-10, 100] }), -9, 'good'],
  ])('%s', (_, point, value, judged) => {
    expect(judgements([point], [[0, value]])).toEqual([judged])
  })

  test('no value is bad, never zero', () => {
    expect(judgements([pressure], [[0, null]])).toEqual(['bad/no-sample'])
    const code = encodeQuality('bad', 'comm-failure')
    expect(judgements([pressure], [[0, null, { code }]])).toEqual(['bad/comm-failure'])
  })

  test('what the sender doubted stays doubted, the worse of both counts', () => {
    const code = encodeQuality('uncertain', 'calibration-due')
    expect(
      judgements(
        [pressure],
        [
          [0, 30, { code }],
          [5, 500, { code }],
        ],
      ),
    ).toEqual(['uncertain/calibration-due', 'bad/out-of-range'])
  })
})

describe('rate and spike', () => {
  test('pressure faster than 0.3 MPa/s is doubted; a burst over 5 s is not', () => {
    expect(judgements([pressure], every(1, [30, 80, 80]))).toEqual(['good', 'uncertain/rate', 'good'])
    expect(judgements([pressure], every(5, [30, 12, 11]))).toEqual(['good', 'good', 'good'])
  })

  test.each<[string, number[], string[]]>([
    ['one wild sample', [0.2, 0.2, 8, 0.21], ['good', 'good', 'uncertain/spike', 'good']],
    ['a change that stays', [0.2, 8, 8.1, 8], ['good', 'uncertain/spike', 'good', 'good']],
    [
      'two wild samples that disagree',
      [0.2, 8, 20, 0.2],
      ['good', 'uncertain/spike', 'uncertain/spike', 'good'],
    ],
  ])('turbidity: %s', (_, values, judged) => {
    expect(judgements([aPoint('A.turbidity')], every(60, values))).toEqual(judged)
  })
})

describe('an instrument that does not move', () => {
  const still = (minutes: number, value: number) =>
    every(
      60,
      Array.from({ length: minutes }, () => value),
    )
  const firstFlat = (judged: (string | undefined)[]) => judged.indexOf('uncertain/flat-line')

  test('pressure for 30 minutes', () => {
    expect(firstFlat(judgements([pressure], still(40, 31.4)))).toBe(30)
  })
  test('nothing at zero: it rests', () => {
    expect(firstFlat(judgements([aPoint('P-1.flow')], still(600, 0)))).toBe(-1)
  })
  test('nothing for states, counters and setpoints', () => {
    for (const quantity of ['running', 'volume', 'setpoint'] as const)
      expect(firstFlat(judgements([aPoint(`A.${quantity}`)], still(600, 7)))).toBe(-1)
  })
  test('four times as long where small changes are not reported', () => {
    expect(firstFlat(judgements([{ ...pressure, deadband: 0.5 }], still(200, 31.4)))).toBe(120)
  })
  test('longer for a point that stood still before and moved again', () => {
    const quiet = [
      ...still(29, 30),
      ...every(
        60,
        Array.from({ length: 60 }, () => 31),
        29 * 60,
      ),
    ]
    expect(firstFlat(judgements([pressure], quiet))).toBe(29 + 42)
  })
  test('good again with the first movement', () => {
    const judged = judgements([pressure], [...still(31, 30), [31 * 60, 30.2]])
    expect(judged.slice(-2)).toEqual(['uncertain/flat-line', 'good'])
  })
})

describe('stuck at a limit', () => {
  test.each<[string, Point, number, number]>([
    ['20 mA', pressure, 160, 2],
    ['4 mA of a pressure gauge', pressure, 0.01, 5],
    ['a saturated turbidity meter', aPoint('A.turbidity', { range: [0, 20] }), 20, 15],
  ])('%s', (_, point, value, minutes) => {
    const judged = judgements(
      [point],
      every(
        30,
        Array.from({ length: 60 }, () => value),
      ),
    )
    expect(judged.indexOf('uncertain/stuck-at-limit')).toBe(minutes * 2)
  })
  test('no flow, no chlorine and an empty tank are values', () => {
    for (const quantity of ['flow', 'chlorine', 'level'] as const) {
      const point = aPoint(`A.${quantity}`, { range: [0, 10] })
      expect(
        new Set(
          judgements(
            [point],
            every(
              30,
              Array.from({ length: 100 }, () => 0),
            ),
          ),
        ),
      ).toEqual(new Set(['good']))
    }
  })
})

describe('time', () => {
  test.each<[string, Event[], string[]]>([
    [
      'in order',
      [
        [0, 1],
        [5, 2],
      ],
      ['good', 'good'],
    ],
    [
      'the same again',
      [
        [0, 1],
        [0, 1, { received: 5 }],
      ],
      ['good', 'resent'],
    ],
    [
      'another value for the same time: a correction',
      [
        [0, 1],
        [0, 2, { received: 5 }],
      ],
      ['good', 'late good'],
    ],
    [
      'out of order',
      [
        [10, 1],
        [5, 2, { received: 11 }],
      ],
      ['good', 'late good'],
    ],
    ['older than three periods and a minute', [[0, 1, { received: 76 }]], ['late good']],
    ['just in time', [[0, 1, { received: 75 }]], ['good']],
    ['a clock 4 minutes ahead', [[240, 1, { received: 0 }]], ['good']],
    [
      'a clock 6 minutes ahead',
      [
        [360, 1, { received: 0 }],
        [5, 2],
      ],
      ['late uncertain/clock-ahead', 'good'],
    ],
    ['1970', [[-NOON / SECOND, 1, { received: 0 }]], ['impossible time']],
    [
      'after a gap',
      [
        [0, 1],
        [5, 2],
        [200, 3],
      ],
      ['good', 'good', 'good/gap'],
    ],
  ])('%s', (_, events, judged) => {
    expect(judgements([pressure], events)).toEqual(judged)
  })

  test('an unknown point', () => {
    expect(judgements([pressure], [[0, 1, { point: 'J-9.pressure' }]])).toEqual(['unknown point'])
  })
})

describe('a totaliser', () => {
  const meter = aPoint('M-1.volume', { period: HOUR })
  test.each<[string, number[], string[]]>([
    ['grows', [100, 100, 101], ['good', 'good', 'good']],
    ['rolls over at 10^5', [99_998, 3], ['good', 'good/totaliser-rollover']],
    ['runs backwards a little', [5_000, 4_998, 4_999], ['good', 'uncertain/totaliser-reverse', 'good']],
    ['is exchanged', [5_000, 0.2, 1], ['good', 'uncertain/meter-exchange', 'good']],
    ['is exchanged for a used one', [80_000, 12_000, 12_001], ['good', 'uncertain/meter-exchange', 'good']],
    ['jumps faster than water can', [5_000, 900_000], ['good', 'uncertain/rate']],
  ])('%s', (_, values, judged) => {
    expect(judgements([meter], every(3600, values))).toEqual(judged)
  })
})

test('free chlorine above total chlorine of the same place cannot be', () => {
  const [free, total] = [aPoint('A.chlorine'), aPoint('A.total-chlorine')]
  const at = (second: number, point: Point, value: number): Event => [second, value, { point: point.id }]
  const events = [
    at(0, total, 0.6),
    at(1, free, 0.5),
    at(5, total, 0.6),
    at(6, free, 0.9),
    at(10, total, 1.1),
    at(11, free, 0.9),
  ]
  expect(judgements([free, total], events)).toEqual([
    'good',
    'good',
    'good',
    'uncertain/cross-check',
    'good',
    'good',
  ])
})

test('pumps that run do not lose pressure: outlet under inlet is one of the two gauges', () => {
  const [running, inlet, outlet] = [
    aPoint('PS.running'),
    aPoint('PS.pressure', { id: 'PS.inlet' }),
    aPoint('PS.pressure', { id: 'PS.outlet' }),
  ]
  const at = (second: number, point: Point, value: number): Event => [second, value, { point: point.id }]
  const events = [
    at(0, running, 0),
    at(0, inlet, 20),
    at(1, outlet, 12),
    at(5, running, 1),
    at(5, inlet, 18),
    at(6, outlet, 12.5),
    at(7, outlet, 40),
  ]
  expect(judgements([running, inlet, outlet], events)).toEqual([
    'good',
    'good',
    'good',
    'good',
    'uncertain/cross-check',
    'uncertain/cross-check',
    'good',
  ])
})

describe('quality.yaml', () => {
  const withFile = async (text: string, check: (folder: string) => void) => {
    const folder = await aFolder()
    writeFileSync(join(folder.path, 'quality.yaml'), text)
    check(folder.path)
    await folder.remove()
  }

  test('maintenance, calibration and other limits', async () => {
    const text = `
limits:
  - { quantity: pressure, flat: 600000 }
maintenance:
  - { points: [J-1.pressure], from: 2026-11-22T12:00:00+08:00, to: 2026-11-22T12:10:00+08:00 }
calibration:
  - { points: [J-1.pressure], due: 2026-11-23T00:00:00Z }
`
    await withFile(text, folder => {
      const site = { ...aSite([pressure]), folder }
      const settings = qualitySettings(site, [])
      const day = DAY / SECOND
      expect(
        judgements(
          [pressure],
          [
            [-60, 29],
            [0, 30],
            [599, 31],
            [600, 32],
            [day, 33],
          ],
          settings,
        ),
      ).toEqual(['good', 'uncertain/maintenance', 'uncertain/maintenance', 'good', 'good/gap'])
      const flat = judgements(
        [pressure],
        every(
          60,
          Array.from({ length: 30 }, () => 30),
          day,
        ),
        settings,
      )
      expect(flat.indexOf('uncertain/flat-line')).toBe(10)
      expect(flat[0]).toBe('good/calibration-due')
    })
  })

  test('mistakes are named with their line', async () => {
    await withFile(
      'maintenance:\n  - { points: [J-7.pressure], from: 2026-11-22T12:00Z, to: tomorrow }\n',
      folder => {
        const problems: Parameters<typeof qualitySettings>[1] = []
        qualitySettings({ ...aSite([pressure]), folder }, problems)
        expect(problems).toMatchObject([{ line: 2, field: 'maintenance[0].to' }])
      },
    )
  })
})

test('whatever comes, the judgement is a code and the same the second time', () => {
  const wild = fc.oneof(fc.double({ noNaN: false }), fc.constantFrom(0, 160, 30, Number.NaN))
  const event = fc.tuple(fc.integer({ min: -600, max: 900 }), wild, fc.integer({ min: 0, max: 255 }))
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), events => {
      const run = () => {
        const engine = createQuality({ points: aSite([pressure]).points })
        return events.map(([second, value, code], i) =>
          engine.judge('J-1.pressure', NOON + second * SECOND, value, code, NOON + i * MINUTE),
        )
      }
      const judged = run()
      for (const [i, one] of judged.entries()) {
        if (one === RESENT) continue
        expect(one).toBeGreaterThanOrEqual(0)
        expect(one >> 9).toBe(0)
        const value = events[i]![1]
        if (Number.isNaN(value)) expect(qualityOf(one & 255)).toBe('bad')
      }
      expect(run()).toEqual(judged)
    }),
    { numRuns: 200 },
  )
})
