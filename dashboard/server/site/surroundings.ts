import { type FITTING_KINDS, type LngLat, lineOf, type Network, type Node } from '../../../model/network.ts'
import type { Surroundings } from '../../../model/screen.ts'

/** Pipes in one answer; the nearest are kept. */
export const MOST_PIPES = 1_500
/** Metres of a degree of latitude. */
const DEGREE = 111_320
const DRAWN = new Set<string>(['hydrant'] satisfies (typeof FITTING_KINDS)[number][])

const rounded = ([lng, lat]: LngLat): LngLat => [Math.round(lng * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6]

/** Tells what of the network lies within `metres` of a place: what a crew takes along on paper or on the phone. */
export function surroundingsOf(network: Network): (at: LngLat, metres: number) => Surroundings {
  const nodes = new Map<string, Node>(network.nodes.map(node => [node.id, node]))
  const links = network.links.map(link => ({ link, line: lineOf(link, nodes) }))
  return (at, metres) => {
    const wide = DEGREE * Math.cos((at[1] * Math.PI) / 180)
    const reach = ([lng, lat]: LngLat) =>
      Math.max(Math.abs(lng - at[0]) * wide, Math.abs(lat - at[1]) * DEGREE)
    const near = ({ at: place }: { at: LngLat }) => reach(place) <= metres
    const found = links
      .map(({ link, line }) => ({ link, line, away: awayOf(line, at, wide) }))
      .filter(({ away, line }) => away <= metres && line.length > 1)
      .sort((a, b) => a.away - b.away)
    const named = (one: { id: string; at: LngLat }) => ({ id: one.id, at: rounded(one.at) })
    return {
      at,
      metres,
      pipes: found.slice(0, MOST_PIPES).map(({ link, line }) => ({
        id: link.id,
        kind: link.kind,
        ...(link.diameter > 0 ? { dn: Math.round(link.diameter) } : {}),
        line: line.map(rounded),
      })),
      valves: network.valves
        .filter(near)
        .slice(0, MOST_PIPES)
        .map(valve => ({ ...named(valve), dn: Math.round(valve.diameter) })),
      hydrants: network.fittings
        .filter(({ kind }) => DRAWN.has(kind))
        .filter(near)
        .map(named),
      leftOut: Math.max(0, found.length - MOST_PIPES),
    }
  }
}

/** How far a line is from a place by the larger of the two directions, m; 0 when it passes through its box. */
function awayOf(line: readonly LngLat[], [lng, lat]: LngLat, wide: number): number {
  let away = Number.POSITIVE_INFINITY
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1]!, line[i]!]
    const beyond = (from: number, to: number, at: number) =>
      Math.max(Math.min(from, to) - at, at - Math.max(from, to), 0)
    away = Math.min(away, Math.max(beyond(a[0], b[0], lng) * wide, beyond(a[1], b[1], lat) * DEGREE))
  }
  return away
}
