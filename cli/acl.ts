import type { Command } from 'commander'
import { checkDevices } from '../gateway/check.ts'
import { checkSources } from '../ingest/sources.ts'
import { payloadDecoder } from '../model/payloads/decode.ts'
import { mosquittoAcl } from '../runtime/broker/mosquitto-acl.ts'
import { CodedError, ConfigError, type Problem } from '../runtime/config/problems.ts'
import { loadSite } from '../runtime/site/load.ts'

/** `standpipe acl <site>`: what site.yaml lets each account do, as mosquitto wants it said. */
export function register(program: Command): void {
  program
    .command('acl')
    .description('write the topic rules of a site for mosquitto')
    .argument('<site>', 'site folder')
    .option(
      '--services <name>',
      'user name of ingest, alerting and the gateways; that of BROKER_USERNAME',
      'standpipe',
    )
    .action(async (folder: string, { services }: { services: string }) => {
      if (!/^[\w.:-]{1,64}$/.test(services))
        throw new CodedError(
          'bad-option',
          `--services "${services}" is not a user name of letters, digits and . : _ -`,
        )
      process.stdout.write(await aclOf(folder, services))
    })
}

/** The rules. Throws ConfigError when the site is not in order, CodedError when an account has the services' name. */
async function aclOf(folder: string, services: string): Promise<string> {
  const site = await loadSite(folder, { network: false })
  const problems: Problem[] = []
  // A gateway with a broker of its own hears its sources there.
  const heard = checkDevices(site, problems).flatMap(({ broker, sources }) => (broker ? [] : sources))
  const sources = [...checkSources(site, problems), ...heard]
  if (problems.length > 0) throw new ConfigError(problems)
  const { site: name, broker } = site.config
  const accounts = broker.accounts ?? []
  if (accounts.some(account => account.name === services))
    throw new CodedError(
      'name-taken',
      `${services} is an account of site.yaml; give the services another name`,
    )
  return mosquittoAcl({
    site: name,
    accounts,
    services,
    sources: sources.map(source => payloadDecoder(source).filter),
    requests: sources.some(({ form }) => form === 'sparkplug') ? ['spBv1.0/+/NCMD/+'] : [],
  })
}
