import { type Static, Type } from 'typebox'
import { topicsOf } from '../../model/topics.ts'
import { isPasswordHash } from '../identity/password.ts'
import type { BrokerAccount } from './accounts.ts'
import { filterMistake, levelsOf, meets } from './filters.ts'

const filters = Type.Array(Type.String(), { maxItems: 100, default: [] })

/**
 * `broker.accounts` of site.yaml: who may use the broker from outside. The embedded one keeps to it; for mosquitto
 * `standpipe acl` writes it down. No secret is in it, only hashes.
 */
export const SiteAccounts = Type.Array(
  Type.Object(
    {
      name: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$' }),
      /** For the embedded broker; another one has its own. */
      password: Type.Optional(Type.String({ description: 'made by `standpipe password`' })),
      /** Topic filters it may publish to; `{name}` stands for its own name. */
      publish: filters,
      /** Topic filters it may subscribe to. */
      subscribe: filters,
      /** A gateway of this site that runs elsewhere and signs in with this account: gets the rights it needs. */
      gateway: Type.Optional(Type.String()),
    },
    { additionalProperties: false },
  ),
  { maxItems: 10_000 },
)
export type SiteAccounts = Static<typeof SiteAccounts>

type Mistake = [path: (string | number)[], message: string]

/** Everything wrong with a site's accounts that their schema does not see, with the path inside the list. */
export function* accountMistakes(
  accounts: SiteAccounts,
  site: string,
  embedded: boolean,
): Generator<Mistake> {
  const seen = new Set<string>()
  for (const [i, account] of accounts.entries()) {
    const { name, password, publish, subscribe, gateway } = account
    if (seen.has(name)) yield [[i, 'name'], `${name} is there twice`]
    seen.add(name)
    if (password === undefined && embedded) yield [[i], 'is missing password']
    if (password !== undefined && !isPasswordHash(password))
      yield [[i, 'password'], 'is not a hash; make one with: standpipe password']
    if (publish.length + subscribe.length === 0 && gateway === undefined)
      yield [[i], `${name} may do nothing: write publish, subscribe or gateway`]
    for (const side of ['publish', 'subscribe'] as const)
      for (const [n, filter] of account[side].entries()) {
        const mistake = filterFault(filter, name) ?? (side === 'publish' && reaches(filter, name, site))
        if (mistake) yield [[i, side, n], `"${filter}" ${mistake}`]
      }
  }
}

/** The accounts as the embedded broker takes them, by name. */
export function brokerAccounts(accounts: SiteAccounts, site: string): Record<string, BrokerAccount> {
  return Object.fromEntries(
    accounts.flatMap(account =>
      account.password === undefined
        ? []
        : [[account.name, { hash: account.password, ...rightsOf(account, site) }]],
    ),
  )
}

/** The topic filters of an account, with its name put in and a gateway's own added. */
export function rightsOf(
  { name, publish, subscribe, gateway }: SiteAccounts[number],
  site: string,
): Pick<BrokerAccount, 'publish' | 'subscribe'> {
  const topics = topicsOf(site)
  return {
    publish: [
      ...publish.map(filter => own(filter, name)),
      ...(gateway === undefined ? [] : [anyZone(topics.up('', gateway)), topics.gateway(gateway)]),
    ],
    subscribe: [
      ...subscribe.map(filter => own(filter, name)),
      ...(gateway === undefined ? [] : [topics.stored(gateway)]),
    ],
  }
}

const own = (filter: string, name: string) => filter.replaceAll('{name}', name)

const anyZone = (topic: string) => topic.replace('/up//', '/up/+/')

function filterFault(filter: string, name: string): string | undefined {
  const unknown = /\{\w*\}/.exec(filter.replaceAll('{name}', ''))?.[0]
  if (unknown) return `has ${unknown}; only {name} can stand for something`
  return filterMistake(own(filter, name))
}

/** A device that could write what the services tell each other could make alarms and open tickets. */
function reaches(filter: string, name: string, site: string): string | undefined {
  const platform = ['sp', encodeURIComponent(site), '#']
  if (!meets(levelsOf(own(filter, name)), platform)) return undefined
  return `reaches the platform's own topics ${platform.join('/')}; name the device's topics only, or write gateway: for a gateway`
}
