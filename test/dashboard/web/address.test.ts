import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { alarmPasses, readFilter, textPasses, writeFilter } from '../../../dashboard/web/url/filter.ts'
import { momentOf, readSearch, windowOf } from '../../../dashboard/web/url/grammar.ts'
import { readQuery, writeQuery } from '../../../dashboard/web/url/text.ts'
import { readView, writeView } from '../../../dashboard/web/url/view.ts'
import { alarm } from './alarms.ts'

describe('an address', () => {
  test('stays readable: commas, colons and slashes are written as they are', () => {
    expect(writeQuery({ v: '118.04,36.48,14', t: '2026-11-20T03:15:00+08:00', f: 'zone:DMA-07' })).toBe(
      '?v=118.04,36.48,14&t=2026-11-20T03:15:00+08:00&f=zone:DMA-07',
    )
  })

  test('leaves out what is empty', () => {
    expect(writeQuery({ sel: '', f: undefined, l: null })).toBe('')
  })

  test('whatever is written is read back', () => {
    const words = fc.dictionary(
      fc.string({ minLength: 1 }).filter(key => key !== '__proto__'),
      fc.string({ minLength: 1 }),
    )
    fc.assert(
      fc.property(words, given => {
        expect(readQuery(writeQuery(given))).toEqual({ ...given })
      }),
    )
  })

  test('a plus sign is a plus sign: offsets of time zones must survive', () => {
    expect(readQuery('?t=2026-11-20T03:15:00+08:00').t).toBe('2026-11-20T03:15:00+08:00')
  })

  test('a broken escape stays as it is', () => {
    expect(readQuery('?f=%E4%BD&sel=a')).toEqual({ f: '%E4%BD', sel: 'a' })
  })

  test.each([
    ['a place on earth', 'v', '118.04, 36.48, 14', '118.04,36.48,14'],
    ['a swapped latitude', 'v', '36.48,118.04,14', undefined],
    ['too few numbers', 'v', '118,36', undefined],
    ['a moment with its offset', 't', '2026-11-20T03:15:00+08:00', '2026-11-20T03:15:00+08:00'],
    [
      'a moment without an offset, which means something else to every reader',
      't',
      '2026-11-20T03:15',
      undefined,
    ],
    ['a window there is', 'win', '6h', '6h'],
    ['a window there is not', 'win', '9h', undefined],
    ['a language there is', 'lang', 'en', 'en'],
    ['a language there is not', 'lang', 'fr', undefined],
    ['a speed', 'sp', '60', '60'],
    ['a speed backwards', 'sp', '-60', undefined],
    ['a time zone', 'tz', 'Asia/Shanghai', 'Asia/Shanghai'],
    ['no time zone', 'tz', 'Mars/Base', undefined],
    ['a selection', 'sel', 'PS-01', 'PS-01'],
    ['a selection that is a novel', 'sel', 'x'.repeat(501), undefined],
  ] as const)('%s: %s=%s', (_, key, given, expected) => {
    expect(readSearch({ [key]: given })[key]).toBe(expected)
  })

  test('no moment means live, no window means a day', () => {
    expect(momentOf(readSearch({}))).toBeUndefined()
    expect(windowOf(readSearch({}))).toBe('24h')
    expect(momentOf(readSearch({ t: '2026-11-20T03:15:00+08:00' }))).toBe(Date.UTC(2026, 10, 19, 19, 15))
  })
})

describe('a view', () => {
  test('is written to the metre and read back', () => {
    expect(writeView({ lng: 118.04115999, lat: 36.4844946, zoom: 14.256 })).toBe('118.04116,36.48449,14.26')
    expect(readView('118.04116,36.48449,14.26')).toEqual({ lng: 118.04116, lat: 36.48449, zoom: 14.26 })
  })
  test.each(['', ',,', '1,2,', '1,2,three', '200,0,3', '0,89,3', '0,0,-1', undefined])('%j is none', text => {
    expect(readView(text)).toBeUndefined()
  })
})

describe('a filter', () => {
  test('its words have meanings, the rest is looked for', () => {
    expect(readFilter('zone:DMA-07,DMA-08 kind:pump prio:1,2 state:unack 文一 路')).toEqual({
      zone: ['DMA-07', 'DMA-08'],
      kind: ['pump'],
      prio: [1, 2],
      state: ['UNACK'],
      text: '文一 路',
    })
  })

  test('a word that means nothing is looked for, never silently dropped', () => {
    expect(readFilter('kind:dragon prio:9 state:asleep').text).toBe('kind:dragon prio:9 state:asleep')
  })

  test('reading what was written changes nothing', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        const once = writeFilter(readFilter(text))
        expect(writeFilter(readFilter(once))).toBe(once)
      }),
    )
  })

  const standing = alarm({ kind: 'burst', zone: 'DMA-07', priority: 1 })
  test.each([
    ['', true],
    ['zone:DMA-07', true],
    ['zone:DMA-08', false],
    ['prio:1,2', true],
    ['prio:4', false],
    ['state:unack', true],
    ['state:acked', false],
    ['龙湖', true],
    ['LONGHU', true],
    ['龙湖 burst', true],
    ['龙湖 turbidity', false],
  ])('%j lets an unacknowledged burst of zone 7 at 龙湖天街泵站 pass: %s', (text, passes) => {
    expect(alarmPasses(readFilter(text), standing, 'UNACK', ['龙湖天街泵站', 'Longhu Skyline'])).toBe(passes)
  })

  test('nothing typed lets everything pass', () => {
    expect(textPasses('', [undefined])).toBe(true)
  })
})
