import { Worker, type WorkerOptions } from 'node:worker_threads'

/**
 * Starts a worker thread from a module of ours, given without its ending: `startWorker(import.meta.url, './engine')`.
 * Runs the TypeScript source when the caller is source (tests), the built file when it is built.
 */
export function startWorker(base: string, module: string, options: WorkerOptions = {}): Worker {
  if (!base.endsWith('.ts')) return new Worker(new URL(`${module}.js`, base), options)
  const source = new URL(`${module}.ts`, base).href
  const load = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(source)}) })`
  return new Worker(load, { ...options, eval: true })
}
