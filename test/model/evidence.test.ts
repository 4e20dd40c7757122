import { describe, expect, test } from 'vitest'
import { evidenceWords } from '../../model/evidence.ts'

describe('evidence in words', () => {
  const cases: [evidence: Parameters<typeof evidenceWords>[0], zh: string, en: string][] = [
    [
      { drop: 9.575, before: 33.61, sigma: 0.076, nearest: 'PL-010.pressure', sensors: 2 },
      '压力下降 0.094 MPa，此前 0.33 MPa，最近测点 PL-010.pressure，一致测点 2',
      'pressure down by 0.094 MPa, from 0.33 MPa, nearest PL-010.pressure, sensors that agree 2',
    ],
    [
      { value: 2.08, limit: 1, level: 'very-high', unit: 'NTU', position: 'end' },
      '当前 2.08 NTU，限值 1 NTU',
      'now 2.08 NTU, limit 1 NTU',
    ],
    [{ tripped: true, alarm: 48, meaning: 'overload' }, '设备报 overload', 'the device says overload'],
    [
      { points: 2, silent: 300_835, reported: false },
      '涉及点数 2，无数据 5 min',
      'points 2, silent for 5 min',
    ],
    [{ sigma: 0.1 }, '', ''],
  ]
  test.each(cases)('%j', (evidence, zh, en) => {
    expect(evidenceWords(evidence, 'zh')).toBe(zh)
    expect(evidenceWords(evidence, 'en')).toBe(en)
  })
})
