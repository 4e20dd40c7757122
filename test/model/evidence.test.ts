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
    [{ tripped: true, alarm: 48, meaning: 'overload' }, '设备报 过载', 'the device says overload'],
    [
      { points: 2, silent: 300_835, reported: false },
      '涉及点数 2，无数据 5 min',
      'points 2, silent for 5 min',
    ],
    [
      { level: 'line', devices: 30, of: 30, silent: 60_000, cause: 'refused' },
      '失联设备 30，共 30，无数据 1 min，原因 连接被拒绝',
      'devices 30, of 30, silent for 1 min, because connection refused',
    ],
    [
      { flow: 16.04, usual: 12, above: 4.04, unit: 'm3/h', nights: 3, legitimate: 2, excess: 14.04 },
      '流量 16.04 m³/h，平时 12 m³/h，高出 4.04 m³/h，连续夜数 3，合理夜间用水 2 m³/h，超出合理用水 14 m³/h',
      'flow 16.04 m³/h, usually 12 m³/h, above by 4.04 m³/h, nights in a row 3, night use allowed for 2 m³/h, more than that by 14 m³/h',
    ],
    [
      { load: 0.31, flow: 0, inlet: -1, pump: 'PS-1.pump2' },
      '负载为平时的 31 %，流量 0 m³/h，进口压力 -0.01 MPa，水泵 PS-1.pump2',
      'load, of its usual 31 %, flow 0 m³/h, inlet -0.01 MPa, pump PS-1.pump2',
    ],
    [
      { parameters: 'chlorine, turbidity', chlorine: 0.1, chlorineUsual: 0.4 },
      '异常参数 余氯、浑浊度',
      'unusual chlorine, turbidity',
    ],
    [{ reason: 'stuck-at-limit', readings: 4 }, '原因 停在量程端点', 'because stuck at the end of its range'],
    [{ sigma: 0.1 }, '', ''],
  ]
  test.each(cases)('%j', (evidence, zh, en) => {
    expect(evidenceWords(evidence, 'zh')).toBe(zh)
    expect(evidenceWords(evidence, 'en')).toBe(en)
  })
})
