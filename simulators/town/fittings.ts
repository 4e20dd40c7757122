import type { Fitting } from '../../model/network.ts'
import type { Name } from '../../model/point.ts'
import type { Random } from '../random.ts'
import { type Draft, type DraftNode, serial } from './draft.ts'
import { type Mains, TRUNK_ZONE } from './mains.ts'
import { alongCourse, distance, type globe } from './place.ts'
import type { Sized } from './sizing.ts'
import type { PumpGroup, TankShape } from './supply.ts'

/** Where instruments and hydrants stand. */
export function placeFittings(
  draft: Draft,
  mains: Mains,
  sized: Sized,
  plants: readonly PumpGroup[],
  towers: readonly TankShape[],
  zoneName: ReadonlyMap<string, Name>,
  toGlobe: ReturnType<typeof globe>,
  rng: Random,
): Fitting[] {
  const fittings: Fitting[] = []
  const named = (zone: string, zh: string, en: string): Name => ({
    zh: `${zoneName.get(zone)?.zh ?? ''}${zh}`,
    en: `${zoneName.get(zone)?.en ?? ''} ${en}`.trim(),
  })
  const atNode = (id: string, kind: Fitting['kind'], node: DraftNode, name: Name) => {
    fittings.push({ id, kind, at: toGlobe(node.spot), node: node.id, zone: node.zone ?? TRUNK_ZONE, name })
  }
  const meter = (id: string, link: string, zone: string, name: Name) =>
    fittings.push({
      id,
      kind: 'flow-meter',
      at: toGlobe(alongCourse(draft.link(link).course, 0.6)),
      link,
      zone,
      name,
    })

  let loggers = 0
  const logger = (node: DraftNode, name: Name) =>
    atNode(`PL-${serial(++loggers, 3)}`, 'pressure-logger', node, name)
  for (const { id, inlets } of mains.districts) {
    for (let n = 0; n < inlets.length; n++) {
      const letter = 'AB'[n]!
      const which = inlets.length === 1 ? ['', ''] : [`${n + 1}号`, ` ${n + 1}`]
      meter(
        `FM-${id.slice(4)}${letter}`,
        `IN-${id.slice(4)}${letter}`,
        id,
        named(id, `${which[0]}进口流量计`, `inlet meter${which[1]}`),
      )
    }
    const chosen = spread(draft, sized, id, mains.districts.length > 30 ? 3 : 4)
    chosen.forEach((node, n) => {
      logger(node, named(id, `测压点${n + 1}`, `pressure point ${n + 1}`))
    })
    const end = chosen[0]!
    if (mains.districts.length <= 12 || Number(id.slice(4)) % 2 === 1)
      atNode(`AQ-${id.slice(4)}`, 'analyser', end, named(id, '末梢水质监测点', 'end water-quality station'))
  }
  const crossings = mains.trunkNodes
    .map(id => draft.node(id))
    .filter(node => draft.linksAt(node.id).length >= 3)
  crossings
    .filter((_, n) => n % 6 === 2)
    .forEach((node, n) => {
      logger(node, { zh: `干管测压点${n + 1}`, en: `Trunk pressure point ${n + 1}` })
    })
  crossings
    .filter((_, n) => n % 18 === 7)
    .forEach((node, n) => {
      atNode(`AQ-N${n + 1}`, 'analyser', node, {
        zh: `管网水质监测点${n + 1}`,
        en: `Network water-quality station ${n + 1}`,
      })
    })
  for (const { id, name } of plants) {
    meter(`FM-${id}`, `${id}-MAIN`, TRUNK_ZONE, { zh: `${name.zh}出厂流量计`, en: `${name.en} outlet meter` })
    atNode(`AQ-${id}`, 'analyser', draft.node(`${id}-O`), {
      zh: `${name.zh}出厂水质仪`,
      en: `${name.en} outlet analyser`,
    })
  }
  for (const { id } of towers) {
    const tank = draft.node(id)
    atNode(`LT-${id}`, 'level-meter', tank, { zh: `${tank.name?.zh}液位计`, en: `${tank.name?.en} level` })
  }
  let hydrants = 0
  for (const node of draft.nodes.values()) {
    if (node.role === 'street' && rng.chance(0.4))
      atNode(`H-${serial(++hydrants, 4)}`, 'hydrant', node, {
        zh: `消火栓${hydrants}`,
        en: `Hydrant ${hydrants}`,
      })
  }
  return fittings
}

/** Street nodes for a district's loggers: first the end of the line, then always the one farthest from the others. */
function spread(draft: Draft, sized: Sized, zone: string, count: number): DraftNode[] {
  const nodes = [...draft.nodes.values()].filter(node => node.zone === zone && node.role === 'street')
  const loss = (node: DraftNode) => (sized.lossTo.get(node.id) ?? 0) + node.elevation
  const chosen = [nodes.reduce((best, node) => (loss(node) > loss(best) ? node : best))]
  while (chosen.length < Math.min(count, nodes.length)) {
    const apart = (node: DraftNode) => Math.min(...chosen.map(other => distance(node.spot, other.spot)))
    chosen.push(nodes.reduce((best, node) => (apart(node) > apart(best) ? node : best)))
  }
  return chosen
}
