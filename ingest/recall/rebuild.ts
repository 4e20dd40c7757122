import { once } from 'node:events'
import { deserialize } from 'node:v8'
import type { Reading } from '../../model/reading.ts'
import type { Site } from '../../runtime/site/site.ts'
import { startWorker } from '../../runtime/worker.ts'
import type { Engine } from '../detectors/engine.ts'
import { type Rows, readingOf, rowsOf } from '../rows.ts'
import { pace } from './pace.ts'
import type { RebuildAnswer, RebuildAsked, RebuildSite } from './rebuild-worker.ts'

type Past = AsyncIterable<Rows | Reading[]>

/** Shows the past to the detectors here. @returns how many readings and means it was */
export async function rebuildHere(engine: Engine, past: Past): Promise<number> {
  let shown = 0
  const turn = pace()
  for await (const block of past) {
    const isRows = !Array.isArray(block)
    for (let i = 0; i < block.length; i++) {
      engine.warm(isRows ? readingOf(block, i) : block[i]!)
      if (i % 128 === 0) await turn()
    }
    shown += block.length
  }
  return shown
}

/** Blocks under way to the thread. */
const UNDER_WAY = 2

/**
 * Shows the past to detectors in a thread of its own, whose priority is low, and then puts `engine` where they stand:
 * what comes in meanwhile does not wait for it. Abort `signal` to give it up.
 */
export async function rebuildBehind(
  engine: Engine,
  site: Site,
  past: Past,
  signal: AbortSignal,
): Promise<number> {
  const worker = startWorker(import.meta.url, './rebuild-worker', { workerData: cloneable(site) })
  const stop = () => void worker.terminate()
  signal.addEventListener('abort', stop, { once: true })
  try {
    const answers = answersOf(worker)
    const tell = (asked: RebuildAsked) => worker.postMessage(asked)
    let shown = 0
    let open = 0
    for await (const block of past) {
      signal.throwIfAborted()
      if (open === UNDER_WAY) await answers()
      else open++
      tell({ rows: Array.isArray(block) ? rowsOf(block) : block })
      shown += block.length
    }
    for (; open > 0; open--) await answers()
    for (const [i, piece] of engine.pieces().entries()) {
      tell({ piece: i })
      const { saved } = await answers()
      piece.load(deserialize(saved!))
    }
    return shown
  } finally {
    signal.removeEventListener('abort', stop)
    await worker.terminate()
  }
}

/** The thread's answers, one by one in their order. */
function answersOf(worker: ReturnType<typeof startWorker>): () => Promise<RebuildAnswer> {
  const ready: RebuildAnswer[] = []
  let wake = () => {}
  worker.on('message', (answer: RebuildAnswer) => {
    ready.push(answer)
    wake()
  })
  const ended = Promise.race([
    once(worker, 'exit').then(() => new Error('the thread that learns from history has ended')),
    new Promise<Error>(resolve => worker.on('error', resolve)),
  ])
  let failure: Error | undefined
  void ended.then(error => {
    failure = error
    wake()
  })
  return async () => {
    while (ready.length === 0) {
      if (failure) throw failure
      await new Promise<void>(resolve => (wake = resolve))
    }
    return ready.shift()!
  }
}

/** What the detectors are made of, without the functions that a thread cannot be given. */
function cloneable({ folder, config, network, networkVersion, points, files }: Site): RebuildSite {
  const plain = ({ path, value }: { path: string; value: unknown }) => ({ path, value })
  const detectors = files.detectors && plain(files.detectors)
  return {
    folder,
    config,
    network,
    networkVersion,
    points,
    devices: files.devices.map(plain),
    ...(detectors ? { detectors } : {}),
  }
}
