import { expect, test } from 'vitest'
import { inArea } from '../../../dashboard/web/sound/area.ts'

test.each([
  ['the whole network: everything sounds', { zone: 'DMA-01' }, [], true],
  ['a zone of this desk', { zone: 'DMA-01' }, ['DMA-01', 'DMA-02'], true],
  ['a zone of another desk', { zone: 'DMA-03' }, ['DMA-01', 'DMA-02'], false],
  ['no zone: it concerns everybody', {}, ['DMA-01'], true],
])('what sounds at this desk: %s', (_, alarm, area, sounds) => {
  expect(inArea(alarm, area)).toBe(sounds)
})
