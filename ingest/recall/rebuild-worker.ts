import { setPriority } from 'node:os'
import { serialize } from 'node:v8'
import { parentPort, workerData } from 'node:worker_threads'
import type { YamlFile } from '../../runtime/config/yaml.ts'
import type { Site } from '../../runtime/site/site.ts'
import { createEngine } from '../detectors/engine.ts'
import { type Rows, readingOf } from '../rows.ts'

type PlainFile = Pick<YamlFile, 'path' | 'value'>

/** A site without the files that are not the detectors' business. */
export interface RebuildSite
  extends Pick<Site, 'folder' | 'config' | 'network' | 'networkVersion' | 'points'> {
  detectors?: PlainFile
  devices: PlainFile[]
}

/** A block of the past to learn from, or the number of a piece to hand over. */
export type RebuildAsked = { rows: Rows } | { piece: number }
export interface RebuildAnswer {
  /** The piece that was asked for, serialized. */
  saved?: Uint8Array
}

const NICE = 10
try {
  // On Linux this is of the thread alone: what comes in goes before.
  setPriority(NICE)
} catch {
  // Not allowed here: then it has the priority of the others.
}

const port = parentPort!
const { detectors, devices, ...site } = workerData as RebuildSite
// They have been checked by who sent them.
const known = (file: PlainFile): YamlFile => ({ ...file, lineOf: () => 1 })
const engine = createEngine({
  site: {
    ...site,
    files: {
      devices: devices.map(known),
      policies: [],
      ...(detectors ? { detectors: known(detectors) } : {}),
    },
  },
})

port.on('message', (asked: RebuildAsked) => {
  const answer: RebuildAnswer = {}
  if ('rows' in asked) {
    for (let i = 0; i < asked.rows.length; i++) engine.warm(readingOf(asked.rows, i))
  } else answer.saved = serialize(engine.pieces()[asked.piece]!.save())
  port.postMessage(answer)
})
