import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { Network } from '../../model/network.ts'
import { CodedError } from '../config/problems.ts'
import { startWorker } from '../worker.ts'
import { InpInvalid } from './inp-fault.ts'
import type { Skeleton } from './inp-network.ts'
import type { InpAnswer, InpJob } from './inp-worker.ts'
import type { PlaceOptions } from './place.ts'

/** A file on which the engine works longer than this is given up; 48,000 nodes take a second. */
const LONGEST = 120_000

/**
 * Reads an EPANET INP file through the EPANET engine, in a worker thread: nodes and links in SI (m, mm), on WGS-84.
 * Without a projection and without longitude and latitude in the file, the network is put around
 * `options.origin`. Throws CodedError `inp-unreadable` when there is no such file, InpInvalid (code `inp-invalid`)
 * when the engine refuses it, naming each line.
 */
export async function readInp(file: string, options: PlaceOptions = {}): Promise<Network> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(file)
  } catch (error) {
    throw new CodedError('inp-unreadable', `${file} cannot be read: ${(error as Error).message}`)
  }
  const answer = await inWorker({ bytes, options })
  if ('faults' in answer) throw new InpInvalid(file, answer.faults)
  return networkOf(answer.skeleton)
}

/** A network of nodes and links only. */
export function networkOf({ nodes, links }: Skeleton): Network {
  return { nodes, links, valves: [], zones: [], stations: [], customers: [], fittings: [] }
}

async function inWorker(job: InpJob): Promise<InpAnswer> {
  const worker = startWorker(import.meta.url, './inp-worker', { workerData: job })
  const deadline = AbortSignal.timeout(LONGEST)
  try {
    const ended = once(worker, 'exit', { signal: deadline }).then(() => {
      throw new Error('the engine ended without an answer')
    })
    const [answer] = await Promise.race([once(worker, 'message', { signal: deadline }), ended])
    return answer as InpAnswer
  } catch (error) {
    const why = deadline.aborted ? 'the engine took longer than two minutes' : (error as Error).message
    return { faults: [{ message: `could not be read by the hydraulic engine: ${why}` }] }
  } finally {
    await worker.terminate()
  }
}
