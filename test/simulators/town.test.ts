import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { openEpanet } from '../../simulators/hydraulics/epanet.ts'
import { inpOf } from '../../simulators/town/inp.ts'
import { generateTown, type Town } from '../../simulators/town/town.ts'
import { reached } from './reached.ts'

const SIZES = [
  { customers: 1_000, seed: 1, districts: [2, 2], plants: 1 },
  { customers: 5_000, seed: 1, districts: [5, 8], plants: 1 },
  { customers: 5_000, seed: 7, districts: [5, 8], plants: 1 },
  { customers: 20_000, seed: 3, districts: [12, 18], plants: 2 },
  { customers: 80_000, seed: 2, districts: [25, 40], plants: 2 },
  { customers: 200_000, seed: 5, districts: [45, 70], plants: 3 },
] as const
const made = SIZES.map(row => ({ ...row, town: generateTown(row) }))

describe.each(made)(
  'a town of $customers customers, seed $seed',
  ({ customers, seed, districts, plants, town }) => {
    const { network } = town

    test('has what was asked for', () => {
      expect(town.customers).toHaveLength(customers)
      expect(network.customers).toHaveLength(customers)
      const dmas = network.zones.filter(zone => zone.kind === 'district')
      expect(dmas.length).toBeGreaterThanOrEqual(districts[0])
      expect(dmas.length).toBeLessThanOrEqual(districts[1])
      expect(town.plants).toHaveLength(plants)
      expect(network.nodes.length).toBeLessThanOrEqual(1_500)
      expect(network.links.filter(link => link.valve === 'PRV').length).toBeGreaterThanOrEqual(1)
      expect(town.stations.length).toBeGreaterThanOrEqual(2)
      expect(network.customers.some(customer => customer.critical === 'hospital')).toBe(true)
    })

    test('every id is given once', () => {
      const { nodes, links, valves, stations, fittings } = network
      const ids = [nodes, links, valves, stations, fittings, network.customers].flatMap(list =>
        list.map(one => one.id),
      )
      expect(new Set(ids).size).toBe(ids.length)
    })

    test('water reaches every node through open pipes, and each district only through its inlets', () => {
      const open = network.links.filter(link => !link.closed)
      const wells = network.nodes.filter(node => node.kind === 'reservoir').map(node => node.id)
      expect(reached(open, wells)).toEqual(new Set(network.nodes.map(node => node.id)))

      const inlets = new Set(
        network.zones.filter(zone => zone.kind === 'district').flatMap(zone => zone.inlets),
      )
      const dry = reached(
        open.filter(link => !inlets.has(link.id)),
        wells,
      )
      expect(network.nodes.filter(node => node.id.startsWith('J') && dry.has(node.id))).toEqual([])
    })

    test('customers hang on pipes, zones and stations that exist', () => {
      const nodes = new Set(network.nodes.map(node => node.id))
      const links = new Map(network.links.map(link => [link.id, link]))
      const stations = new Set(network.stations.map(station => station.id))
      const wrong = network.customers.filter(customer => {
        const link = links.get(customer.link!)
        const ends = link && [link.from, link.to].includes(customer.node)
        return (
          !nodes.has(customer.node) ||
          !ends ||
          link.zone !== customer.zone ||
          (customer.station && !stations.has(customer.station))
        )
      })
      expect(wrong).toEqual([])
    })

    test('is the same town again', () => {
      expect(digests(generateTown({ customers, seed }))).toEqual(digests(town))
    })

    test('EPANET finds 18 to 45 m in every street at noon, and the high-rises at their setpoint', async () => {
      const { streets, high } = await noon(town)
      expect(Math.min(...streets)).toBeGreaterThan(18)
      expect(Math.max(...streets)).toBeLessThan(45)
      expect(Math.min(...high)).toBeGreaterThan(40)
      expect(Math.max(...high)).toBeLessThan(70)
    })
  },
)

test('another seed is another town', () => {
  const [one, other] = [1, 2].map(seed => generateTown({ customers: 1_000, seed }).network)
  expect(one!.nodes.map(node => node.at)).not.toEqual(other!.nodes.map(node => node.at))
})

test.each([0, 999, 200_001, 5_000.5, Number.NaN])('%d customers are refused', customers => {
  expect(() => generateTown({ customers, seed: 1 })).toThrow(/1,000 to 200,000 customers/)
})

test('pipes carry at the peak without racing', async () => {
  const { town } = made[3]!
  const { velocities } = await noon(town)
  expect(Math.max(...velocities)).toBeLessThan(2)
})

/** A digest of each part: 200,000 customers compared field by field would take longer than making them. */
function digests(made: Town): Record<string, string> {
  const digest = (part: unknown) => createHash('sha256').update(JSON.stringify(part)).digest('hex')
  const parts = { ...made, ...made.network, network: undefined }
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, digest(part ?? null)]))
}

/** EPANET's own run of the file to noon, with the file's patterns and controls. */
async function noon(town: Town) {
  const { nodes, links } = town.network
  const epanet = await openEpanet(inpOf(town), {
    nodes: nodes.map(n => n.id),
    links: links.map(l => l.id),
    leaky: [],
  })
  const { project } = epanet
  project.openH()
  project.initH(0)
  while (project.runH() < 12 * 3_600) project.nextH()
  const pressures = epanet.nodeValues(11)
  const velocities = [...epanet.linkValues(9)].filter((_, n) => links[n]!.kind === 'pipe')
  project.closeH()
  project.close()
  const at = (wanted: RegExp) => nodes.flatMap((node, n) => (wanted.test(node.id) ? [pressures[n]!] : []))
  return { streets: at(/^J/), high: at(/^PS-\d+-H$/), velocities }
}
