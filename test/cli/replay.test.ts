import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Command } from 'commander'
import { parse } from 'csv-parse/sync'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { register } from '../../cli/replay.ts'
import { dataFolder, describeWithData } from '../needs.ts'
import { TWO_ZONES } from '../runtime/site/folder.ts'

const MINUTE = 60_000
const BEGIN = Date.UTC(2018, 0, 1)

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'standpipe-replay-'))
  writeFileSync(join(folder, 'town.inp'), TWO_ZONES)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const stamp = (at: number) => new Date(at).toISOString().slice(0, 19).replace('T', ' ')

/** Wide CSV as a SCADA writes it: `;`, decimal comma. A1 falls to 5 m between the third and the fourth hour. */
function pressures(hours: number): string[] {
  const rows = Array.from({ length: (hours * 60) / 5 }, (_, i) => {
    const at = BEGIN + i * 5 * MINUTE
    const low = at >= BEGIN + 180 * MINUTE && at < BEGIN + 240 * MINUTE
    const wobble = (n: number) => (30 + Math.sin(i * (n + 1)) / 4).toFixed(2).replace('.', ',')
    return [stamp(at), low ? '5,00' : wobble(1), wobble(2), wobble(3)].join(';')
  })
  return ['Timestamp;A1;A2;A3', ...rows]
}

const put = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

/** Runs `standpipe replay` and returns what it said and wrote. */
async function replay(history: string[], ...more: string[]) {
  const said = { out: '', err: '' }
  const spies = (['stdout', 'stderr'] as const).map(stream =>
    vi.spyOn(process[stream], 'write').mockImplementation(text => {
      said[stream === 'stdout' ? 'out' : 'err'] += String(text)
      return true
    }),
  )
  try {
    const program = new Command().exitOverride()
    register(program)
    const files = ['--network', join(folder, 'town.inp'), '--out', join(folder, 'found.csv')]
    await program.parseAsync(['replay', ...files, '--history', ...history, ...more], { from: 'user' })
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
  return { ...said, rows: table('found.csv'), tickets: table('found.tickets.csv') }
}

const table = (name: string) =>
  parse(readFileSync(join(folder, name)), { columns: true }) as Record<string, string>[]

describe('standpipe replay', () => {
  test('writes each detection with its place and evidence, and the tickets beside them', async () => {
    const { out, rows, tickets } = await replay([put('pressures.csv.gz', gzipSync(pressures(8).join('\n')))])
    expect(readFileSync(join(folder, 'found.csv'), 'utf8').split('\n')[0]).toBe(
      'raised_at,cleared_at,kind,subject,asset,zone,lng,lat,severity,evidence',
    )
    const low = rows.find(({ kind }) => kind === 'pressure-low')!
    expect(low).toMatchObject({
      raised_at: '2018-01-01T03:05:00Z',
      cleared_at: '2018-01-01T04:05:00Z',
      subject: 'A1.pressure',
      asset: 'A1',
      zone: expect.stringMatching(/^Z\d$/),
      lng: expect.stringMatching(/^-?\d+\.\d{6}$/),
      severity: expect.stringMatching(/^(critical|high|medium|low)$/),
    })
    expect(JSON.parse(low.evidence!)).toMatchObject({ since: '2018-01-01T03:00:00.000Z', value: 5 })
    expect(tickets.every(({ opened_at }) => Date.parse(opened_at!) >= Date.parse(low.raised_at!))).toBe(true)
    expect(out).toMatch(/^288 readings in .*\n\d+ detections in \S+found\.csv\n\d+ tickets would have opened/)
  })

  test('is causal: what it says of the first hours does not depend on what comes after', async () => {
    const whole = await replay([put('pressures.csv', pressures(12).join('\n'))])
    const begun = await replay([put('pressures.csv', pressures(3.5).join('\n'))])
    const until = BEGIN + 3.5 * 60 * MINUTE
    const early = whole.rows
      .filter(({ raised_at }) => Date.parse(raised_at!) < until)
      .map(row => (Date.parse(row.cleared_at!) < until ? row : { ...row, cleared_at: '' }))
    expect(early.length).toBeGreaterThan(0)
    expect(begun.rows).toEqual(early)
  })

  test('names bad rows by file and line, counts them and reads the rest', async () => {
    const lines = pressures(8)
    lines[10] = 'yesterday;30;30;30'
    lines[20] = `${stamp(BEGIN + 19 * 5 * MINUTE)};30;30`
    lines[30] = `${stamp(BEGIN + 29 * 5 * MINUTE)};thirty;30,1;`
    lines[40] = lines[39]!
    const { err, out, rows } = await replay([put('pressures.csv', lines.join('\r\n'))])
    expect(err.trim().split('\n')).toEqual([
      'pressures.csv:11: "yesterday" is not a time',
      'pressures.csv:21: 3 fields where the header has 4',
      'pressures.csv:31: "thirty" in column 2 is not a number',
      expect.stringMatching(/^pressures\.csv:41: time \S+ \S+ is not after the row before$/),
      '4 bad rows or fields were left out; the rest was read',
    ])
    expect(out).toMatch(/^279 readings/)
    expect(rows.map(({ kind }) => kind)).toContain('pressure-low')
  })

  test('a thousand bad rows are counted, twenty are shown', async () => {
    const lines = pressures(8).map((line, i) => (i > 60 ? `${line};1` : line))
    const many = Array.from({ length: 1_000 }, (_, i) => `no time ${i};1;1;1`)
    const { err } = await replay([put('pressures.csv', [...lines.slice(0, 61), ...many].join('\n'))])
    expect(err.trim().split('\n')).toHaveLength(21)
    expect(err).toContain('1000 bad rows or fields were left out, the first 20 are named above')
  })

  test.each([
    ['a file that is not there', () => join(folder, 'pressures-of-nowhere.csv'), /cannot be read: ENOENT/],
    ['an empty file', () => put('pressures.csv', ''), /is empty; a header line was expected/],
    [
      'a gzip that is none',
      () => put('pressures.csv.gz', 'Timestamp;A1'),
      /cannot be read: incorrect header/,
    ],
    [
      'a name that says nothing',
      () => put('a.csv', pressures(1).join('\n')),
      /a\.csv.*add --as a=QUANTITY:UNIT/,
    ],
  ])('%s is one message, and nothing is written', async (_what, history, message) => {
    put('found.csv', 'of yesterday\n')
    await expect(replay([history()])).rejects.toThrow(message)
    expect(readFileSync(join(folder, 'found.csv'), 'utf8'), 'an older result stays').toBe('of yesterday\n')
    expect(readdirSync(folder).filter(name => /part|tickets/.test(name))).toEqual([])
  })

  test('an output that cannot be written is told before the work, not after', async () => {
    const history = put('pressures.csv', pressures(1).join('\n'))
    await expect(replay([history], '--tickets', '/nowhere/tickets.csv')).rejects.toThrow(
      /^\/nowhere\/tickets\.csv cannot be written: ENOENT/,
    )
    expect(readdirSync(folder).sort()).toEqual(['pressures.csv', 'town.inp'])
  })
})

describeWithData('ltown/L-TOWN.inp', 'two months of a real network (its series are reconstructed)', () => {
  test('a growing leak, a burst beside it and the next are told', async () => {
    const files = ['Pressures', 'Flows', 'Levels'].map(name =>
      join(dataFolder, `ltown/2018_SCADA_${name}.csv.gz`),
    )
    const { rows } = await replay(
      files,
      '--network',
      join(dataFolder, 'ltown/L-TOWN.inp'),
      '--from',
      '2018-04-06',
      '--to',
      '2018-06-05',
    )
    const raised = rows.filter(({ kind }) => kind !== 'flat-line')
    // p628 grows from 2 May on, p538 bursts on 18 May 08:35, p866 on 1 June 09:05.
    const said = raised.map(({ raised_at, kind, zone }) => `${raised_at!.slice(5, 13)} ${kind} ${zone}`)
    expect(said.filter(line => line.endsWith('Z1'))).toEqual([
      '05-07T04 leak Z1',
      '05-16T04 leak Z1',
      '05-18T09 flow-rise Z1',
      '05-18T09 burst Z1',
      '06-01T14 burst Z1',
    ])
    // Nothing broke in the other zones meanwhile: two false alarms are what is reached.
    expect(said.filter(line => !line.endsWith('Z1')).length).toBeLessThanOrEqual(2)
  }, 120_000)
})

describeWithData('ltown/L-TOWN.inp', 'a year of a real network', () => {
  test('Ctrl-C in the middle leaves nothing half-done', async () => {
    const files = ['Pressures', 'Flows'].map(name => join(dataFolder, `ltown/2018_SCADA_${name}.csv.gz`))
    const out = join(folder, 'found.csv')
    const child = spawn(
      process.execPath,
      [
        ...[
          '--import',
          'tsx/esm',
          'cli/program.ts',
          'replay',
          '--network',
          join(dataFolder, 'ltown/L-TOWN.inp'),
        ],
        ...['--history', ...files, '--out', out],
      ],
      { cwd: resolve(import.meta.dirname, '../..') },
    )
    let said = ''
    child.stderr.on('data', chunk => (said += chunk))
    await expect.poll(() => existsSync(`${out}.part`), { timeout: 20_000 }).toBe(true)
    await new Promise(after => setTimeout(after, 500))
    child.kill('SIGINT')
    const [code] = (await once(child, 'close')) as [number]
    expect([code, said.trim()]).toEqual([130, 'standpipe: stopped before the end; nothing was written'])
    expect(readdirSync(folder)).toEqual(['town.inp'])
  }, 60_000)
})
