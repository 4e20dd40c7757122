import { describe, expect, test } from 'vitest'
import { type PayloadDecoder, payloadDecoder } from '../../model/payloads/decode.ts'
import type { PayloadSource } from '../../model/payloads/source.ts'
import { iso } from '../../model/time.ts'
import { loadSite } from '../../runtime/site/load.ts'
import { readSources } from '../../runtime/site/sources.ts'
import { siteFolder } from '../runtime/site/folder.ts'
import { page } from './pages.ts'

const { blocks } = page('meters-over-mqtt.md')

/** The messages of the page, each with the lines of readings that follow it. */
const messages = blocks.flatMap(({ language, file, text }, i) => {
  const topic = language === 'json' ? /^topic=(.+)$/.exec(file ?? '')?.[1] : undefined
  const next = blocks[i + 1]
  if (topic === undefined) return []
  expect(next?.file).toBe('readings')
  return [{ topic, message: text, readings: next!.text.trimEnd().split('\n') }]
})

const blockOf = (name: string) =>
  blocks
    .filter(({ file }) => file === name)
    .map(({ text }) => text)
    .join('')

/** The sources of the page, as `standpipe up` would read them. */
async function sourcesOfPage(): Promise<PayloadSource[]> {
  const folder = siteFolder({
    'devices/meters.yaml': blockOf('devices/meters.yaml'),
    'points.csv': blockOf('points.csv'),
  })
  const site = await loadSite(folder)
  const problems: never[] = []
  const sources = readSources(site.files.devices, site.points, problems)
  expect(problems).toEqual([])
  return sources
}

/** `point time value`, as the page writes readings. */
function told(decoder: PayloadDecoder, topic: string, message: string): string[] {
  const { readings, backlog, rejected } = decoder.decode(topic, Buffer.from(message), Date.UTC(2026, 6, 1, 3))
  expect(rejected).toBeUndefined()
  const all = [...readings, ...backlog].sort((a, b) => a.at - b.at)
  return all.map(({ point, at, value }) => `${point} ${iso(at)} ${Number(value!.toFixed(8))}`)
}

describe('the messages of meters-over-mqtt.md', () => {
  test('there is one for every form whose payload is text', () => expect(messages).toHaveLength(7))

  test.each(messages)('on $topic', async ({ topic, message, readings }) => {
    const decoders = (await sourcesOfPage()).map(source => payloadDecoder(source, 'Asia/Shanghai'))
    const meant = decoders.filter(decoder => decoder.matches(topic))
    expect(meant).toHaveLength(1)
    expect(told(meant[0]!, topic, message)).toEqual(readings)
  })
})
