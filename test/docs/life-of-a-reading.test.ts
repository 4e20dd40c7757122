import { Compile } from 'typebox/compile'
import { describe, expect, test } from 'vitest'
import { shippedPolicy } from '../../alerting/policy/load.ts'
import { answersOf } from '../../gateway/decode/answers.ts'
import { decodePoint } from '../../gateway/decode/value.ts'
import { plan, slotsOf } from '../../gateway/plan.ts'
import { loadProfiles } from '../../gateway/profiles.ts'
import { defaultsFile } from '../../ingest/detectors/settings.ts'
import { Batch, fromBatch } from '../../model/reading.ts'
import { topicsOf } from '../../model/topics.ts'
import { readYaml } from '../../runtime/config/yaml.ts'
import { codeIn, page, proseOf } from './pages.ts'

const life = page('life-of-a-reading.md')
const text = proseOf(life)
const codes = codeIn(life).map(({ code }) => code)
const profile = loadProfiles(undefined, []).get('ptmb-pressure')!
const [read] = plan(slotsOf(profile, ['pressure']), profile)

/** Byte strings of the page, in the order in which they stand there. */
const frames = codes
  .filter(code => /^([0-9A-F]{2} ){6,}[0-9A-F]{2}$/.test(code))
  .map(code => Buffer.from(code.replaceAll(' ', ''), 'hex'))

describe('the figures on the page are those of the code', () => {
  test('the request is the plan of the profile', () => {
    const { fc, start, end } = read!
    expect(codes).toContain(`FC${fc} ${start}+${end - start}`)
    expect([...frames[0]!.subarray(7)]).toEqual([fc, 0, start, 0, end - start])
  })

  test('the answer decodes to the value', () => {
    const points = new Map(profile.points.map(point => [point.key, point]))
    const answers = answersOf([{ read: read!, data: frames[1]!.subarray(9) }], {
      slots: read!.slots,
      points,
      order: undefined,
    })
    const decoded = decodePoint(points.get('pressure')!, answers)
    expect(decoded.quality).toBe('good')
    expect(text).toContain(`**${decoded.value} m**`)
  })

  test('the batch is one', () => {
    const batch: unknown = JSON.parse(life.blocks.find(({ file }) => file === 'batch')!.text)
    expect(Compile(Batch).Check(batch)).toBe(true)
    const { readings } = fromBatch(batch as Batch, 0)
    expect(readings).toMatchObject([{ point: 'FM-01A.pressure', quality: 'good' }])
    expect(text).toContain(`**${readings[0]!.value} m**`)
  })

  test('the topics are those of the bus', () => {
    const topics = topicsOf('luochuan')
    for (const topic of [
      topics.up('DMA-01', 'GW-01'),
      topics.stored('GW-01'),
      topics.live('DMA-01'),
      topics.detection('burst', 'DMA-01'),
      topics.alarm('burst/DMA-01'),
      topics.ticket('…').replace(encodeURIComponent('…'), '…'),
    ])
      expect(codes).toContain(topic)
  })

  test('limit, agreement and the dispatch clock are those that ship', () => {
    const defaults = readYaml(defaultsFile, [])!.value as {
      limit: { low?: { value: number } }[]
      'pressure-drop': { agreeWithin: string; stays: string; sensors: number }[]
    }
    expect(text).toContain(`${defaults.limit[0]!.low!.value} m`)
    expect(defaults['pressure-drop'][0]).toMatchObject({ agreeWithin: '10 min', stays: '2 min', sensors: 2 })
    const dispatch = shippedPolicy('jinan').policy.clocks.find(({ rule }) => rule === 'JN-WO-02')
    expect(dispatch).toMatchObject({ name: 'dispatch', limit: 'PT5M' })
  })
})
