import { type Say, sayCode, useSay } from '../i18n/hooks.ts'
import type { Words } from './compare.ts'
import { plain } from './plain.ts'

/** What rules of a policy say, in the viewer's words. */
export function useRuleWords(): Words {
  const say = useSay()
  const missing = (code: string) => sayCode(say, 'ticket.missing', code)
  const event = (code: string) =>
    say(`settings.policies.event.${code}`, { defaultValue: sayCode(say, 'ticket.step', code) })
  const condition = (when: unknown) =>
    Object.entries(when as Record<string, unknown>)
      .map(([key, value]) => {
        const words = [value].flat().map(one => {
          if (typeof one !== 'string') return plain(one)
          if (key === 'category') return sayCode(say, 'ticket.category', one)
          return key === 'source' ? sayCode(say, 'ticket.source', one) : one
        })
        return `${say(`settings.policies.when.${key}`, { defaultValue: key })}: ${words.join(', ')}`
      })
      .join('; ')
  return {
    clocks: ({ limit, from, until, when }) =>
      [
        limitWords(limit, say),
        say('settings.policies.step.start', { from: event(from), until: event(until) }),
        when === undefined ? '' : `[${condition(when)}]`,
      ]
        .filter(Boolean)
        .join(' '),
    gates: ({ fields = [], data = [], steps = [], tasks = [], when }) =>
      [
        ...[...fields, ...data].map(missing),
        ...steps.map(event),
        ...tasks,
        ...(when === undefined ? [] : [`[${condition(when)}]`]),
      ].join(', '),
    forms: ({ fields }) => fields.map(missing).join(', '),
  }
}

/** `PT30M` as `30 min`, `P3WD` as working days. */
export function limitWords(limit: string | null, say: Say): string {
  if (limit === null) return say('settings.policies.caseByCase')
  if (/^endOf/.test(limit)) return say(`settings.policies.${limit}`)
  const working = /^P(\d+)WD$/.exec(limit)
  if (working) return say('settings.policies.workingDays', { n: working[1] })
  const match =
    /^(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(limit)
  if (!match) return limit
  const [, sign, ...numbers] = match
  const units = ['y', 'mo', 'w', 'd', 'h', 'min', 's']
  return sign + numbers.flatMap((n, i) => (n === undefined ? [] : [`${n} ${units[i]}`])).join(' ')
}
