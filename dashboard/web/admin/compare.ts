import type { PolicyText } from './queries.ts'

/** What one of two policies says of a matter. */
export interface Said {
  text: string
  rule: string
  article: string
  assumed: boolean
}

/** A matter that one or both speak of; `left` and `right` are as many as the policy has rules for it. */
export interface Matter {
  /** The clock, step or form it is about. */
  name: string
  left: Said[]
  right: Said[]
  differs: boolean
}

/** Which part of a policy is compared, and what a rule of it says in words. */
export type Part = 'clocks' | 'gates' | 'forms'
export type Words = { [P in Part]: (rule: PolicyText[P][number]) => string }

/** Two policies side by side, matter by matter, in the order of the first and then of the second. */
export function compare<P extends Part>(
  part: P,
  left: PolicyText,
  right: PolicyText,
  words: Words[P],
): Matter[] {
  type Rule = PolicyText[P][number]
  const nameOf = (rule: Rule) => ('step' in rule ? rule.step : rule.name)
  const of = (policy: PolicyText, name: string): Said[] =>
    (policy[part] as Rule[])
      .filter(rule => nameOf(rule) === name)
      .map(rule => ({
        text: words(rule),
        rule: rule.rule,
        article: rule.article,
        assumed: rule.assumed === true,
      }))
  const names = [...new Set([...(left[part] as Rule[]), ...(right[part] as Rule[])].map(nameOf))]
  return names.map(name => {
    const [a, b] = [of(left, name), of(right, name)]
    const said = (all: Said[]) =>
      all
        .map(({ text }) => text)
        .sort()
        .join('\n')
    return { name, left: a, right: b, differs: said(a) !== said(b) }
  })
}
