import { expect, test } from 'vitest'
import { createEngine } from '../../../ingest/detectors/engine.ts'
import { createQuality } from '../../../ingest/quality/engine.ts'
import { evidenceWords } from '../../../model/evidence.ts'
import { qualityOf, reasonOf } from '../../../model/quality.ts'
import { MINUTE } from '../../../model/time.ts'
import { line, MIDNIGHT, point, siteOf } from './small-site.ts'

const CHLORINE = point('WQ-1.chlorine', { position: 'end' })
const SAMPLE = point('WQ-1.flow', { id: 'WQ-1.sample-flow' })

/** An hour in which chlorine falls to nothing; `sample` is what flows past the analyser, m³/h. */
function play(sample: ((minute: number) => number) | undefined) {
  const site = siteOf([CHLORINE, ...(sample ? [SAMPLE] : [])])
  const quality = createQuality({ points: site.points })
  const engine = createEngine({ site })
  const show = (id: string, at: number, value: number) => {
    const code = quality.judge(id, at, value, 0, at) & 255
    const reason = reasonOf(code)
    return engine.step(
      { point: id, at, value, quality: qualityOf(code), ...(reason ? { reason } : {}) },
      true,
    )
  }
  return Array.from({ length: 60 }, (_, minute) => {
    const at = MIDNIGHT + minute * MINUTE
    return [
      ...(sample ? show(SAMPLE.id, at, sample(minute) + minute / 1e6) : []),
      ...show(CHLORINE.id, at, Math.max(0.01, 0.5 - 0.05 * minute) + minute / 1e5),
    ]
  })
    .flat()
    .filter(({ kind }) => kind !== 'rate-of-change')
}

test.each<[string, ((minute: number) => number) | undefined, string[]]>([
  ['water flows past the analyser: it is the water', () => 0.045, ['chlorine-low', 'chlorine-very-low']],
  ['nothing flows past it: it is the instrument, and no alarm of the water', () => 0, ['instrument-fault']],
  ['it stops before chlorine falls', minute => (minute < 5 ? 0.045 : 0.001), ['instrument-fault']],
  ['nobody measures it: the reading is believed', undefined, ['chlorine-low', 'chlorine-very-low']],
])('chlorine falls while %s', (_, sample, kinds) => {
  const found = play(sample)
  expect(
    found.map(({ kind }) => kind),
    found.map(line).join('\n'),
  ).toEqual(kinds)
})

test('the fault says why, in both languages', () => {
  const [fault] = play(() => 0)
  expect(evidenceWords(fault!.evidence, 'zh')).toContain('原因 取样无水流')
  expect(evidenceWords(fault!.evidence, 'en')).toContain('because no sample flow')
})
