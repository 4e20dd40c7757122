import type { LiveValue } from '../../../model/live.ts'
import { qualityOf, reasonOf } from '../../../model/quality.ts'
import type { Reading } from '../../../model/reading.ts'
import { HOUR, MINUTE } from '../../../model/time.ts'
import { CodedError } from '../../../runtime/config/problems.ts'
import type { History, Series } from '../history.ts'
import { intervalFor } from '../ladder.ts'
import { type Course, reduceM4 } from '../merge.ts'
import { conditionsOf, detectionsIn, linesOfDetections, newestChange } from './detections.ts'
import { linesOf, READING } from './line.ts'
import { countReadings, coursesIn, reducedByServer } from './reader.ts'
import { type InfluxOptions, influxServer } from './server.ts'
import { coverageIn, stepsOf, summariesIn } from './summaries.ts'
import { writeLines } from './writer.ts'

/** Fewer readings than this many a pixel are sent as they are. */
const RAW_PER_PX = 4
/** More readings than this of one point are reduced by the server instead of here. */
const MOST_FETCHED = 300_000
const BLOCK = 100_000

const NO_COURSE: Course = {
  at: new Float64Array(),
  value: new Float64Array(),
  quality: new Uint8Array(),
  rawCount: 0,
}

/** History in an InfluxDB. `position` is never known there: writing again what it has changes nothing. */
export function openInflux(options: InfluxOptions & { retentionDays?: number }): History {
  const server = influxServer(options)
  let lastChange: number | undefined
  let ready = false

  return {
    store: 'influx',
    async append(rows) {
      const lines = linesOf(rows)
      try {
        return await writeLines(server, lines)
      } catch (error) {
        if (ready || (error as { cause?: { status?: number } }).cause?.status !== 404) throw error
        await server.setUp(options.retentionDays)
        ready = true
        return writeLines(server, lines)
      }
    },
    position: async () => undefined,

    async series({ points, from, to, px, asKnownAt, signal }) {
      if (signal?.aborted) throw new CodedError('aborted', 'the question was taken back')
      const width = px === undefined ? 0 : intervalFor(to - from, px)
      const counts = px === undefined ? new Map() : await countReadings(server, { points, from, to }, signal)
      const many = points.filter(point => counts.get(point) > MOST_FETCHED && asKnownAt === undefined)
      const few = points.filter(point => !many.includes(point))
      const courses = new Map([
        ...(few.length === 0 ? [] : await coursesIn(server, { points: few, from, to }, asKnownAt, signal)),
        ...(many.length === 0
          ? []
          : await reducedByServer(server, { points: many, from, to }, width, signal)),
      ])
      const series = points.map((point): Series => {
        const course = courses.get(point) ?? NO_COURSE
        if (many.includes(point)) return { point, mode: 'm4', ...course }
        const raw = px === undefined || course.rawCount <= px * RAW_PER_PX
        return { point, mode: raw ? 'raw' : 'm4', ...(raw ? course : reduceM4(course, width)) }
      })
      return { from, to, interval: series.every(({ mode }) => mode === 'raw') ? 0 : width, series }
    },

    summaries: query => summariesIn(server, query),
    coverage: (points, from, to, width, signal) => coverageIn(server, points, from, to, width, signal),
    steps: async (from, to, width, within, signal) =>
      stepsOf(await coursesIn(server, { from, to }, undefined, signal, within), width),

    async states(at, lookBack, asKnownAt, signal) {
      const courses = await coursesIn(server, { from: at - lookBack, to: at }, asKnownAt, signal)
      return [...courses].flatMap(([point, { at, value, quality }]): LiveValue[] => {
        const last = at.length - 1
        if (last < 0) return []
        return [[point, at[last]!, Number.isNaN(value[last]!) ? null : value[last]!, quality[last]!]]
      })
    },

    async latest() {
      const found = await server.query(`SELECT last("q"), "v" FROM "${READING}" GROUP BY "point"`)
      return found.map(({ tags, values }): LiveValue => {
        const [at, code, value] = values[0] as [number, number, number | null]
        return [tags!.point!, at, value, code]
      })
    },

    async *readings(from, to, points) {
      let width = MINUTE
      for (let at = from; at < to; ) {
        const until = Math.min(at + width, to)
        const courses = await coursesIn(server, { from: at, to: until, ...(points ? { points } : {}) })
        const block = inOrder(courses)
        if (block.length > 0) yield block
        if (block.length > BLOCK) width = Math.max(1_000, width / 2)
        else if (block.length < BLOCK / 4) width = Math.min(width * 2, 24 * HOUR)
        at = until
      }
    },

    async appendDetections(detections) {
      let n = (lastChange ??= await newestChange(server))
      const [refused] = await writeLines(
        server,
        linesOfDetections(detections, () => ++n),
      )
      lastChange = n
      if (refused) throw new CodedError('history-down', `InfluxDB refuses a detection: ${refused.reason}`)
    },
    detections: (from, to, signal, most) => detectionsIn(server, from, to, signal, most),
    conditions: () => conditionsOf(server),
    maintain: async () => {},
    close: async () => {},
  }
}

function inOrder(courses: Map<string, Course>): Reading[] {
  const readings: Reading[] = []
  for (const [point, { at, value, quality }] of courses) {
    for (let i = 0; i < at.length; i++) {
      const code = quality[i]!
      const reason = reasonOf(code)
      const missing = Number.isNaN(value[i]!)
      readings.push({
        point,
        at: at[i]!,
        value: missing ? null : value[i]!,
        quality: missing ? 'bad' : qualityOf(code),
        ...(reason ? { reason } : {}),
        received: at[i]!,
      })
    }
  }
  return readings.sort((a, b) => a.at - b.at)
}
