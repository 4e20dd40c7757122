import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HOUR, MINUTE } from '../../model/time.ts'
import { aFolder, course, NOON, runIngest } from './running.ts'
import { aPoint, aSite } from './site.ts'

let folder: Awaited<ReturnType<typeof aFolder>>
let town: Awaited<ReturnType<typeof runIngest>>

beforeAll(async () => {
  folder = await aFolder()
  const points = [aPoint('J-1.pressure', { period: MINUTE }), aPoint('P-1.flow', { period: MINUTE })]
  town = await runIngest(aSite(points), join(folder.path, 'in'))
  await town.send(course('J-1.pressure', NOON - HOUR, MINUTE, [30, 31]))
  await town.send([
    { point: 'P-1.flow', at: NOON - HOUR, value: null, quality: 'bad', reason: 'comm-failure' },
  ])
  await town.ingest.settled()
})
afterAll(async () => {
  await town.stop()
  await folder.remove()
})

/** The file, written where other programs can open it. */
async function fileOf(format: string): Promise<string> {
  const { statusCode, rawPayload } = await town.app.inject(
    `/api/v1/export?points=J-1.pressure,P-1.flow&from=${NOON - HOUR}&to=${NOON}&format=${format}&units=kPa&timeZone=Europe/Berlin`,
  )
  expect(statusCode).toBe(200)
  const path = join(folder.path, `file.${format}`)
  writeFileSync(path, rawPayload)
  return path
}

type Told = [about: Record<string, unknown>, rows: Record<string, unknown>[]]
const python = (script: string, path: string): Told => {
  const { stdout, stderr } = spawnSync('python3', ['-c', script, path], { encoding: 'utf8' })
  expect(stderr).toBe('')
  return JSON.parse(stdout)
}
const CSV = `
import csv, json, sys
lines = open(sys.argv[1], encoding='utf-8-sig', newline='').read().split('\\r\\n')
about = dict(l[2:].split(': ', 1) for l in lines if l.startswith('# '))
rows = list(csv.DictReader(l for l in lines if l and not l.startswith('#')))
print(json.dumps([about, rows]))`
const XLSX = `
import json, sys, zipfile, xml.etree.ElementTree as E
z = zipfile.ZipFile(sys.argv[1]); ns = {'m': 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'}
def cells(n): return [[''.join(c.itertext()) for c in r] for r in E.fromstring(z.read('xl/worksheets/%s.xml' % n)).findall('.//m:row', ns)]
head, *rows = cells('sheet1')
print(json.dumps([dict(cells('sheet2')), [dict(zip(head, r)) for r in rows]]))`

async function parquet(path: string): Promise<Told> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const read = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJS()
  const about = await read(`SELECT key::VARCHAR k, value::VARCHAR v FROM parquet_kv_metadata('${path}')`)
  const rows = await read(`SELECT * FROM '${path}'`)
  connection.closeSync()
  return [Object.fromEntries(about.map(({ k, v }) => [k, v])), rows]
}

describe('a file says what was asked, in which zone, with the unit and quality of every value', () => {
  test.each<[format: string, read: (path: string) => Promise<Told>]>([
    ['csv', async (path: string) => python(CSV, path)],
    ['xlsx', async (path: string) => python(XLSX, path)],
    ['parquet', parquet],
  ])('%s', async (format, read) => {
    const [about, rows] = await read(await fileOf(format))
    expect(about).toMatchObject({
      site: 'test',
      points: 'J-1.pressure P-1.flow',
      from: '2026-11-22T04:00:00.000+01:00',
      to: '2026-11-22T05:00:00.000+01:00 (not included)',
      'time zone': 'Europe/Berlin',
    })
    expect(rows).toHaveLength(3)
    const pressure = rows.find(row => row.point === 'J-1.pressure')!
    expect(pressure).toMatchObject({ quantity: 'pressure', unit: 'kPa', quality: 'good' })
    expect(Number(pressure.value)).toBeCloseTo(30 * 9.80665, 3)
    const flow = rows.find(row => row.point === 'P-1.flow')!
    expect(flow).toMatchObject({ unit: 'm3/h', quality: 'bad', reason: 'comm-failure' })
    expect(flow.value === null || flow.value === undefined || flow.value === '').toBe(true)
  })
})
