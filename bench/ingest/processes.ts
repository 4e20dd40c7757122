import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { PublisherNews, PublisherPlan } from './plan.ts'

const ending = import.meta.url.endsWith('.ts') ? '.ts' : '.js'

/** A module of this folder, built or as it stands, in a process of its own, with its plan. */
export function forked(module: string, plan: unknown, folder = import.meta.dirname): ChildProcess {
  const file = join(folder, module.includes('.') ? module : module + ending)
  return fork(file, [JSON.stringify(plan)], file.endsWith('.ts') ? { execArgv: ['--import', 'tsx/esm'] } : {})
}

/** Runs a publisher in its own process; `look` is called with each piece of its news. */
export async function publish(
  plan: PublisherPlan,
  look: (news: PublisherNews) => void = () => {},
): Promise<PublisherNews> {
  const child = forked('publisher', plan)
  let last: PublisherNews | undefined
  child.on('message', (news: PublisherNews) => {
    last = news
    look(news)
  })
  await once(child, 'exit')
  if (!last) throw new Error('the publisher said nothing')
  return last
}
