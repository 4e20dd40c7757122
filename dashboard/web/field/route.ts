import { useSyncExternalStore } from 'react'

/** The pages of the field app, all under /m/. */
export type Route = { page: 'jobs' | 'outbox' | 'phone' } | { page: 'job'; ticket: string }

/** The page an address means; what is no page is the jobs. */
export function readRoute(path: string): Route {
  const [, , first, second] = path.split('/')
  if (first === 't' && second) return { page: 'job', ticket: decodeURIComponent(second) }
  return first === 'outbox' || first === 'phone' ? { page: first } : { page: 'jobs' }
}

export const addressOf = (route: Route): string =>
  route.page === 'job'
    ? `/m/t/${encodeURIComponent(route.ticket)}`
    : route.page === 'jobs'
      ? '/m/'
      : `/m/${route.page}`

const listeners = new Set<() => void>()
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  addEventListener('popstate', listener)
  return () => {
    listeners.delete(listener)
    removeEventListener('popstate', listener)
  }
}

/** Goes to a page; Back comes back. */
export function goTo(route: Route): void {
  history.pushState(null, '', addressOf(route))
  for (const listener of listeners) listener()
  scrollTo(0, 0)
}

export const useRoute = (): Route => readRoute(useSyncExternalStore(subscribe, () => location.pathname))
