import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { takeDataDir } from '../../cli/up/data-dir.ts'
import { simulatedClock } from '../../cli/up/simulated-clock.ts'
import { silentLog } from '../../runtime/log.ts'

const fresh = () => mkdtempSync(join(tmpdir(), 'standpipe-up-'))
const HOUR = 3_600_000
const noon = Date.UTC(2026, 6, 1, 4)

describe('the data folder', () => {
  test('is refused while a living process holds it, naming the process and the way out', () => {
    const folder = fresh()
    const other = spawn('sleep', ['30'])
    const stat = readFileSync(`/proc/${other.pid}/stat`, 'utf8')
    const birth = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    writeFileSync(join(folder, 'standpipe.pid'), `${other.pid} ${birth}`)
    expect(() => takeDataDir(folder)).toThrow(new RegExp(`process ${other.pid}.*--data-dir`))
    other.kill()
  })

  test('is free after a crash, even when the number now belongs to another process', () => {
    const folder = fresh()
    writeFileSync(join(folder, 'standpipe.pid'), '1 123')
    expect(takeDataDir(folder).path).toBe(folder)
  })

  test('that cannot be written says so', () => {
    expect(() => takeDataDir('/dev/null/standpipe')).toThrow(/null\/standpipe cannot be written/)
  })
})

describe('simulated time over restarts', () => {
  const cases: {
    title: string
    saved?: { at: number; speed: number }
    speed: number
    starts: number
    ahead: number
  }[] = [
    { title: 'a first start at real speed is real time', speed: 1, starts: noon, ahead: 0 },
    { title: 'a first start at ×60 begins now', speed: 60, starts: noon, ahead: 0 },
    {
      title: 'a town that ran ahead carries on past everything it may have recorded',
      saved: { at: noon + 5 * HOUR, speed: 60 },
      speed: 1,
      starts: noon + 5 * HOUR + 600_000,
      ahead: 5 * HOUR + 600_000,
    },
    {
      title: 'a town that stood still for a day comes back to the present',
      saved: { at: noon - 24 * HOUR, speed: 60 },
      speed: 60,
      starts: noon,
      ahead: 0,
    },
  ]
  test.each(cases)('$title', ({ saved, speed, starts, ahead }) => {
    const folder = fresh()
    if (saved) writeFileSync(join(folder, 'time.json'), JSON.stringify(saved))
    const clock = simulatedClock(folder, speed, silentLog(), () => noon)
    clock.stop()
    expect(clock.ahead).toBe(ahead)
    if (speed !== 1 || ahead > 0) expect(clock.time.now() - starts).toBeLessThan(60_000)
    expect(clock.time.speed).toBe(speed)
  })
})
