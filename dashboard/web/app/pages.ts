import type { IconName } from './icon.tsx'

/** The main navigation: name, address, icon and the key that follows `g`. */
export const PAGES = [
  { name: 'map', path: '/map', icon: 'map', key: 'm' },
  { name: 'alarms', path: '/alarms', icon: 'alarms', key: 'a' },
  { name: 'tickets', path: '/tickets', icon: 'tickets', key: 't' },
  { name: 'stations', path: '/stations', icon: 'stations', key: 's' },
  { name: 'quality', path: '/quality', icon: 'quality', key: 'q' },
  { name: 'zones', path: '/zones', icon: 'zones', key: 'z' },
  { name: 'shift', path: '/shift', icon: 'shift', key: 'h' },
] as const satisfies readonly { name: string; path: string; icon: IconName; key: string }[]
