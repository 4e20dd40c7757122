import { expect, test } from 'vitest'
import { shippedPolicy } from '../../alerting/policy/load.ts'
import { work as en } from '../../dashboard/web/i18n/en/work.ts'
import { work as zh } from '../../dashboard/web/i18n/zh/work.ts'
import { CATEGORY_NAMES, CLOCK_NAMES } from '../../model/work-names.ts'

const policies = ['jinan', 'liaocheng', 'haiyang', 'generic'].map(id => shippedPolicy(id).policy)

test('every clock of a shipped policy has a name in both languages', () => {
  const names = policies.flatMap(({ clocks }) => clocks.map(({ name }) => name))
  expect(names.filter(name => !CLOCK_NAMES[name]?.zh || !CLOCK_NAMES[name].en)).toEqual([])
})

test('every category that a shipped policy knows has a name in both languages', () => {
  const categories = policies.flatMap(({ clocks, routing, gates }) =>
    [...clocks, ...routing, ...gates].flatMap(({ when }) => when?.category ?? []),
  )
  expect([...new Set(categories)].filter(name => !CATEGORY_NAMES[name])).toEqual([])
})

test('a message and the screen use the same words', () => {
  for (const [names, ours] of [
    [CLOCK_NAMES, [zh.clock, en.clock]],
    [CATEGORY_NAMES, [zh.category, en.category]],
  ] as const) {
    for (const [key, name] of Object.entries(names)) {
      const [inChinese, inEnglish] = ours as readonly Record<string, string>[]
      expect([key, name.zh, name.en]).toEqual([key, inChinese?.[key], inEnglish?.[key]])
    }
  }
})
