import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { officeTexts } from '../i18n/language.ts'
import { Gate } from '../session/gate.tsx'
import { readSearch } from '../url/grammar.ts'
import { readQuery, writeQuery } from '../url/text.ts'
import { Crashed } from './crashed.tsx'
import { NotFound } from './not-found.tsx'

const root = createRootRoute({
  component: Gate,
  notFoundComponent: NotFound,
  errorComponent: Crashed,
  validateSearch: words => readSearch(words),
})

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: ({ search }) => {
    throw redirect({ to: '/map', search })
  },
})

const map = createRoute({
  getParentRoute: () => root,
  path: '/map',
  component: lazyRouteComponent(() => import('../map/page.tsx'), 'MapPage'),
})

const alarms = createRoute({
  getParentRoute: () => root,
  path: '/alarms',
  component: lazyRouteComponent(() => import('../alarms/page.tsx'), 'AlarmsPage'),
})

const tickets = createRoute({
  getParentRoute: () => root,
  path: '/tickets',
  component: lazyRouteComponent(() => import('../tickets/page.tsx'), 'TicketsPage'),
})

const ticket = createRoute({
  getParentRoute: () => root,
  path: '/tickets/$id',
  component: lazyRouteComponent(() => import('../tickets/detail-page.tsx'), 'TicketPage'),
})

const print = createRoute({
  getParentRoute: () => root,
  path: '/tickets/$id/print',
  component: lazyRouteComponent(() => import('../tickets/print-page.tsx'), 'PrintPage'),
})

const notices = createRoute({
  getParentRoute: () => root,
  path: '/notices',
  component: lazyRouteComponent(() => import('../notices/page.tsx'), 'NoticesPage'),
})

const wall = createRoute({
  getParentRoute: () => root,
  path: '/wall/{-$profile}',
  component: lazyRouteComponent(() => import('../wall/page.tsx'), 'WallPage'),
})

/** A page together with its texts, which are no part of the first load. */
const withTexts = <T,>(page: Promise<T>): Promise<T> =>
  Promise.all([page, officeTexts()]).then(([found]) => found)

const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings/$section',
  component: lazyRouteComponent(() => withTexts(import('../admin/page.tsx')), 'SettingsPage'),
})

const shift = createRoute({
  getParentRoute: () => root,
  path: '/shift',
  component: lazyRouteComponent(() => withTexts(import('../shift/page.tsx')), 'ShiftPage'),
})

const settingsHome = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  beforeLoad: ({ search }) => {
    throw redirect({ to: '/settings/$section', params: { section: 'points' }, search })
  },
})

/** Where the state of the system was before there were settings. */
const system = createRoute({
  getParentRoute: () => root,
  path: '/system',
  beforeLoad: () => {
    throw redirect({ to: '/settings/$section', params: { section: 'system' } })
  },
})

const stations = createRoute({
  getParentRoute: () => root,
  path: '/stations',
  component: lazyRouteComponent(() => import('../stations/page.tsx'), 'StationsPage'),
})

const station = createRoute({
  getParentRoute: () => root,
  path: '/stations/$id',
  component: lazyRouteComponent(() => import('../stations/station-page.tsx'), 'StationPage'),
})

const quality = createRoute({
  getParentRoute: () => root,
  path: '/quality',
  component: lazyRouteComponent(() => import('../quality/page.tsx'), 'QualityPage'),
})

const zones = createRoute({
  getParentRoute: () => root,
  path: '/zones',
  component: lazyRouteComponent(() => import('../zones/page.tsx'), 'ZonesPage'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    map,
    alarms,
    tickets,
    ticket,
    print,
    notices,
    wall,
    shift,
    settings,
    settingsHome,
    system,
    stations,
    station,
    quality,
    zones,
  ]),
  defaultPreload: 'intent',
  parseSearch: readQuery,
  stringifySearch: writeQuery,
  defaultErrorComponent: Crashed,
  scrollRestoration: false,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
