import { join } from 'node:path'
import { checkDevices } from '../../gateway/check.ts'
import type { Problem } from '../../runtime/config/problems.ts'
import { problemAt, readYaml } from '../../runtime/config/yaml.ts'
import type { Site } from '../../runtime/site/site.ts'

/** An account of a gateway that runs elsewhere must name one of the site's gateways. */
export function checkGatewayAccounts(site: Site, problems: Problem[]): void {
  const accounts = site.config.broker.accounts ?? []
  if (accounts.every(({ gateway }) => gateway === undefined)) return
  const known = checkDevices(site, []).map(({ gateway }) => gateway)
  const file = readYaml(join(site.folder, 'site.yaml'), problems)
  for (const [i, { gateway }] of accounts.entries()) {
    if (gateway === undefined || known.includes(gateway) || !file) continue
    const message = `there is no gateway ${gateway} in order in devices/; there are: ${known.join(', ') || 'none'}`
    problems.push(problemAt(file, ['broker', 'accounts', i, 'gateway'], message))
  }
}
