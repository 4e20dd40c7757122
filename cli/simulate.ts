import { type Command, InvalidArgumentError } from 'commander'
import { planInstruments } from '../simulators/devices/planning.ts'
import { writeSite } from '../simulators/site/write.ts'
import { generateTown } from '../simulators/town/town.ts'

/** `standpipe simulate town`: writes the site folder of a made-up town. */
export function register(program: Command): void {
  const simulate = program.command('simulate').description('make a town to try the platform with')
  simulate
    .command('town')
    .description('write the site folder of a made-up Chinese city: network, customers, instruments')
    .requiredOption('--customers <n>', 'customers, 1,000 to 200,000', whole)
    .option('--seed <n>', 'the same seed makes the same town', whole, 1)
    .option('--meters <n>', 'smart meters at most', whole)
    .requiredOption('--out <folder>', 'folder to write into')
    .action((options: { customers: number; seed: number; meters?: number; out: string }) => {
      const town = generateTown(options)
      const plan = planInstruments(town, options.meters)
      writeSite(town, options.out, { plan })
      const { nodes, links, zones, stations, valves } = town.network
      process.stdout.write(
        `${town.name.en} (${town.name.zh}) in ${options.out}: ${town.customers.length} customers, ` +
          `${nodes.length} nodes, ${links.length} links, ${zones.length - 1} districts, ${stations.length} stations, ` +
          `${valves.length} valves, ${plan.points.length} points\n`,
      )
    })
}

function whole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('write a whole number')
  return Number(text)
}
