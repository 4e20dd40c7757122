import { describe, expect, test } from 'vitest'
import { createEngine } from '../../../ingest/detectors/engine.ts'
import type { Reading } from '../../../model/reading.ts'
import { HOUR, MINUTE } from '../../../model/time.ts'
import { line, MIDNIGHT, point, siteOf } from './small-site.ts'

const minute = (n: number) => MIDNIGHT + n * MINUTE

describe('an instrument whose readings are no use', () => {
  const play = (doubt: (n: number) => Partial<Reading> | undefined) => {
    const engine = createEngine({ site: siteOf([point('A-1.chlorine')]) })
    return Array.from({ length: 60 }, (_, n) =>
      engine.step(
        {
          point: 'A-1.chlorine',
          at: minute(n),
          // Far under every limit: a good reading of this would be an alarm.
          value: doubt(n) ? 0.01 : 0.5 + n / 1000,
          quality: 'good',
          ...doubt(n),
        },
        true,
      ),
    ).flat()
  }
  const from10to40 = (what: Partial<Reading>) => (n: number) => (n >= 10 && n < 40 ? what : undefined)

  test.each<[string, Partial<Reading>, string[]]>([
    [
      'that says itself that its sensor has failed',
      { value: null, quality: 'bad', reason: 'sensor-failure' },
      [
        '00:12 + instrument-fault A-1.chlorine (since 00:10)',
        '00:45 - instrument-fault A-1.chlorine (since 00:10)',
      ],
    ],
    [
      'that stands at the end of its range',
      { quality: 'uncertain', reason: 'stuck-at-limit' },
      [
        '00:12 + instrument-fault A-1.chlorine (since 00:10)',
        '00:45 - instrument-fault A-1.chlorine (since 00:10)',
      ],
    ],
    ['under maintenance is no fault', { quality: 'uncertain', reason: 'maintenance' }, []],
    ['whose link is lost is no fault of it', { value: null, quality: 'bad', reason: 'comm-failure' }, []],
  ])('%s', (_, what, expected) => {
    expect(play(from10to40(what)).map(line)).toEqual(expected)
  })

  test('one impossible sample is none', () => {
    expect(play(n => (n === 10 ? { quality: 'bad', reason: 'out-of-range' } : undefined))).toEqual([])
  })
})

describe('quality parameters of one place', () => {
  const USUAL = { chlorine: 0.4, turbidity: 0.15, conductivity: 400, ph: 7.5 }
  type Story = Partial<Record<keyof typeof USUAL, number>>
  const points = Object.keys(USUAL).map(quantity => point(`A-1.${quantity}`, { position: 'network' }))
  /** Five usual hours, one as told, one usual. */
  const play = (story: Story) => {
    const engine = createEngine({ site: siteOf(points) })
    return Array.from({ length: 7 * 60 }, (_, n) =>
      Object.entries(USUAL).flatMap(([quantity, usual]) => {
        const told = n >= 300 && n < 360 ? story[quantity as keyof Story] : undefined
        const value = (told ?? usual) * (1 + 0.01 * Math.sin(n))
        return engine.step({ point: `A-1.${quantity}`, at: minute(n), value, quality: 'good' }, true)
      }),
    )
      .flat()
      .filter(({ kind }) => kind === 'contamination' || kind === 'quality-event')
  }

  test.each<[string, Story, string[]]>([
    ['as usual', {}, []],
    ['chlorine alone falls: its limits say so, or it is the instrument', { chlorine: 0.15 }, []],
    [
      'chlorine falls and turbidity rises',
      { chlorine: 0.15, turbidity: 0.9 },
      ['05:05 + quality-event A-1 (since 05:00)', '06:15 - quality-event A-1 (since 05:00)'],
    ],
    [
      'with a step of conductivity: suspected contamination',
      { chlorine: 0.15, turbidity: 0.9, conductivity: 520 },
      ['05:05 + contamination A-1 (since 05:00)', '06:15 - contamination A-1 (since 05:00)'],
    ],
    ['a little of everything', { chlorine: 0.35, turbidity: 0.3, conductivity: 420, ph: 7.6 }, []],
  ])('%s', (_, story, expected) => {
    expect(play(story).map(line)).toEqual(expected)
  })

  test('what was usual and what is now stands in the evidence', () => {
    const [event] = play({ chlorine: 0.15, turbidity: 0.9 })
    expect(event!.at - MIDNIGHT).toBe(5 * HOUR + 5 * MINUTE)
    expect(event!.evidence).toMatchObject({
      parameters: 'chlorine, turbidity',
      chlorine: expect.closeTo(0.15, 1),
      chlorineUsual: expect.closeTo(0.4, 1),
      turbidityUsual: expect.closeTo(0.15, 1),
    })
  })
})
