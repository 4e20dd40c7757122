import { describe, expect, test } from 'vitest'
import { accountsOf } from '../../runtime/broker/accounts.ts'
import { levelsOf, meets } from '../../runtime/broker/filters.ts'
import { brokerAccounts, type SiteAccounts } from '../../runtime/broker/site-accounts.ts'
import { ConfigError, describeProblem } from '../../runtime/config/problems.ts'
import { hashPassword } from '../../runtime/identity/password.ts'
import { loadSite } from '../../runtime/site/load.ts'
import { SITE_YAML, siteFolder } from './site/folder.ts'

const HASH = await hashPassword('water meter')

/** What is said of a site with these accounts, without the file's name. */
async function said(accounts: string, broker = ''): Promise<string[]> {
  const folder = siteFolder({
    'site.yaml': `${SITE_YAML}broker:\n${broker}  accounts:\n${accounts.replaceAll('HASH', HASH)}`,
  })
  try {
    await loadSite(folder)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map(problem => describeProblem(problem).replace(/^.*site\.yaml:/, ''))
  }
}

describe('accounts of the embedded broker in site.yaml', () => {
  test('in order: a device, one that listens, a gateway that runs elsewhere', async () => {
    expect(
      await said(`
    - { name: M-1, password: "HASH", publish: ["meters/{name}/up"], subscribe: ["meters/{name}/down"] }
    - { name: gis, password: "HASH", subscribe: ["sp/town/live/+"] }
    - { name: box, password: "HASH", gateway: GW-1 }
`),
    ).toEqual([])
  })

  test('in order for a broker outside, which knows the passwords itself', async () => {
    const accounts = '\n    - { name: M-1, publish: ["meters/{name}/up"] }\n'
    expect(await said(accounts, '  url: mqtt://elsewhere\n')).toEqual([])
  })

  test('every mistake is told at once, with its line', async () => {
    expect(
      await said(`
    - { name: M-1, password: "secret", publish: [m] }
    - { name: M-1, password: "HASH", publish: ["a/{device}"] }
    - { name: idle, password: "HASH" }
    - { name: all, password: "HASH", publish: ["#"] }
    - { name: own, password: "HASH", publish: ["sp/+/tickets/#"] }
    - { name: odd, password: "HASH", subscribe: ["a/#/b"] }
`),
    ).toEqual([
      '9: broker.accounts[0].password: is not a hash; make one with: standpipe password',
      '10: broker.accounts[1].name: M-1 is there twice',
      '10: broker.accounts[1].publish[0]: "a/{device}" has {device}; only {name} can stand for something',
      '11: broker.accounts[2]: idle may do nothing: write publish, subscribe or gateway',
      expect.stringMatching(
        /^12: broker\.accounts\[3\]\.publish\[0\]: "#" reaches the platform's own topics/,
      ),
      expect.stringMatching(/^13: broker\.accounts\[4\]\.publish\[0\]: "sp\/\+\/tickets\/#" reaches/),
      '14: broker.accounts[5].subscribe[0]: "a/#/b" # stands alone at the end',
    ])
  })

  test.each([
    [
      'a spelling',
      '    - { name: M-1, password: "HASH", publsh: [m] }\n',
      '',
      /publsh: is not a known setting/,
    ],
    ['a name with a slash', '    - { name: M/1, password: "HASH", publish: [m] }\n', '', /name: must match/],
    ['no password', '    - { name: M-1, publish: [m] }\n', '', /is missing password/],
  ])('%s', async (_what, accounts, broker, message) => {
    expect(await said(accounts, broker)).toEqual([expect.stringMatching(message)])
  })
})

describe('what an account may do', () => {
  const accounts = accountsOf(
    brokerAccounts(
      [
        { name: 'M-1', password: HASH, publish: ['meters/{name}/up'], subscribe: ['meters/{name}/down'] },
        { name: 'box', password: HASH, publish: [], subscribe: [], gateway: 'GW 1' },
      ] satisfies SiteAccounts,
      'town',
    ),
  )
  test.each([
    ['M-1', 'meters/M-1/up', true],
    ['M-1', 'meters/M-2/up', false],
    ['M-1', 'sp/town/up/A/M-1', false],
    ['M-2', 'meters/M-2/up', false],
    ['box', 'sp/town/up/A/GW%201', true],
    ['box', 'sp/town/up/A/GW2', false],
    ['box', 'sp/town/gateways/GW%201', true],
    ['box', 'sp/town/stored/GW%201', false],
    ['box', 'sp/town/detections/burst/A', false],
  ])('%s writes %s: %s', (name, topic, allowed) => {
    expect(accounts.mayPublish(name, topic)).toBe(allowed)
  })
  test.each([
    ['M-1', 'meters/M-1/down', true],
    ['M-1', 'meters/+/down', false],
    ['M-1', '#', false],
    ['box', 'sp/town/stored/GW%201', true],
    ['box', 'sp/town/stored/+', false],
  ])('%s reads %s: %s', (name, filter, allowed) => {
    expect(accounts.maySubscribe(name, filter)).toBe(allowed)
  })
})

test.each([
  ['#', 'a/b', true],
  ['a/#', 'a', true],
  ['a/+', 'a/b', true],
  ['+/b', 'a/+', true],
  ['a', 'a/b', false],
  ['a/b', 'a/c', false],
  ['+/x/y', 'a/+', false],
  ['sp/+/up', 'sp/town/#', true],
])('%s and %s have a topic in common: %s', (a, b, common) => {
  expect(meets(levelsOf(a), levelsOf(b))).toBe(common)
  expect(meets(levelsOf(b), levelsOf(a))).toBe(common)
})
