import { describe, expect, test } from 'vitest'
import { localClock } from '../../../ingest/detectors/local-clock.ts'
import { type MeteredArea, meteredAreas } from '../../../ingest/detectors/metered-area.ts'
import { detectorSettings } from '../../../ingest/detectors/settings.ts'
import { sourcesOf } from '../../../ingest/detectors/sources.ts'
import { assetsOf, type Link, type Network, type Node, type Zone } from '../../../model/network.ts'
import type { Point } from '../../../model/point.ts'
import { point, siteOf } from './small-site.ts'

const zone = (id: string, inlets: string[], outlets: string[] = []): Zone => ({
  id,
  kind: 'district',
  name: { zh: id, en: id },
  inlets,
  outlets,
})
const link = (id: string, from: string, to: string): Link => ({
  id,
  kind: 'pipe',
  from,
  to,
  length: 1,
  diameter: 100,
  vertices: [],
})
const node = (id: string, more: Partial<Node> = {}): Node => ({
  id,
  kind: 'junction',
  at: [0, 0],
  elevation: 0,
  ...more,
})

function areasOf(points: readonly Point[], network: Partial<Network>): MeteredArea[] {
  const { config, network: whole, points: known } = siteOf(points, network)
  return meteredAreas({
    siteId: config.site,
    network: whole,
    points: known,
    zones: new Map(whole.zones.map(one => [one.id, one])),
    assets: assetsOf(whole),
    settings: detectorSettings(),
    clock: localClock(config.timeZone),
    sources: sourcesOf(known, new Map()),
  })
}
const told = (areas: readonly MeteredArea[]) =>
  areas.map(({ zone, zones, flows, tanks }) => {
    const signed = flows.map(({ point, sign }) => `${sign > 0 ? '+' : '-'}${point.asset}`)
    return `${zone.id} of ${zones.join('+')}: ${[...signed, ...tanks.map(({ point }) => point.asset)].join(' ')}`
  })

/** P-in feeds A; V leads from A to B, X from A to C. */
const ZONES = [zone('B', ['V']), zone('A', ['P-in'], ['V', 'X']), zone('C', ['X'])]
const flow = (id: string) => point(`${id}.flow`)

describe('what can be balanced', () => {
  test.each<[string, string[], string[]]>([
    [
      'every border measured: each zone for itself',
      ['P-in', 'V', 'X'],
      ['B of B: +V', 'A of A: +P-in -V -X', 'C of C: +X'],
    ],
    ['nobody measures A to B: the two together', ['P-in', 'X'], ['A of B+A: +P-in -X', 'C of C: +X']],
    ['only the source: all together', ['P-in'], ['A of B+A+C: +P-in']],
    [
      'the source is not measured: nothing of A, but what is behind meters',
      ['V', 'X'],
      ['B of B: +V', 'C of C: +X'],
    ],
  ])('%s', (_, meters, expected) => {
    expect(told(areasOf(meters.map(flow), { zones: ZONES }))).toEqual(expected)
  })

  test.each<[string, Partial<Network>, string[]]>([
    ['a metre before the valve', {}, ['A of A: +M']],
    ['counting the other way', { links: [link('M', 'n', 'R'), link('V', 'n', 'a')] }, ['A of A: -M']],
    [
      'with a branch between: it measures something else',
      { links: [link('M', 'R', 'n'), link('V', 'n', 'a'), link('b', 'n', 'b')] },
      [],
    ],
  ])('a meter %s', (_, more, expected) => {
    const network = {
      nodes: [node('R', { kind: 'reservoir' }), node('n'), node('a'), node('b')],
      links: [link('M', 'R', 'n'), link('V', 'n', 'a')],
      zones: [zone('A', ['V'])],
      ...more,
    }
    expect(told(areasOf([flow('M')], network))).toEqual(expected)
  })

  test.each<[string, Partial<Node>, Point[], string[]]>([
    ['whose surface the model knows', { area: 200 }, [point('T.level')], ['A of A: +P-in T']],
    ['of unknown surface', {}, [point('T.level')], []],
    ['without a gauge', { area: 200 }, [], []],
  ])('a tank %s', (_, more, gauges, expected) => {
    const network = { zones: [zone('A', ['P-in'])], nodes: [node('T', { kind: 'tank', zone: 'A', ...more })] }
    expect(told(areasOf([flow('P-in'), ...gauges], network))).toEqual(expected)
  })
})
