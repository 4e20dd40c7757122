import { topicsOf } from '../../model/topics.ts'
import { rightsOf, type SiteAccounts } from './site-accounts.ts'

export interface AclOptions {
  /** The site's id. */
  site: string
  accounts: SiteAccounts
  /** User name of the platform's own services. */
  services: string
  /** Topic filters of the messages that services take from meters and loggers. */
  sources: readonly string[]
  /** Topic filters of what they ask devices for: births anew, of Sparkplug nodes. */
  requests?: readonly string[]
}

/**
 * The rules of a site as an `acl_file` of mosquitto: the services reach the platform's topics and read the meters',
 * every other account has exactly what site.yaml gives it, and nobody else has anything.
 */
export function mosquittoAcl({ site, accounts, services, sources, requests = [] }: AclOptions): string {
  const lines = (access: 'read' | 'write' | 'readwrite', filters: readonly string[]) =>
    [...new Set(filters)].map(filter => `topic ${access} ${filter}\n`)
  const block = (user: string, rules: string[]) => `user ${user}\n${rules.join('')}`
  const own = block(services, [
    ...lines('readwrite', [`${topicsOf(site).base}/#`]),
    ...lines('read', sources),
    ...lines('write', requests),
  ])
  const others = accounts.map(account => {
    const { publish, subscribe } = rightsOf(account, site)
    return block(account.name, [...lines('write', publish), ...lines('read', subscribe)])
  })
  const head = `# Topic rules of the site ${site}, made by: standpipe acl. Make them anew after a change of site.yaml.\n`
  return `${head}\n${[own, ...others].join('\n')}`
}
