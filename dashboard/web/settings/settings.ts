import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { PRESSURE_UNITS, type PressureUnit } from '../format/value.ts'
import type { Language } from '../i18n/language-choice.ts'

/** What a person has chosen on this workstation; kept in the browser. */
export interface Settings {
  theme: 'dark' | 'light'
  language: Language | undefined
  /** Undefined: as the site reads it. */
  pressure: PressureUnit | undefined
  motion: 'full' | 'still'
  /** Single-key shortcuts can be switched off (WCAG 2.1.4). */
  keys: boolean
  sound: boolean
  /** Zones this desk answers for; none is all of them. Only what sounds goes by it: no list is filtered. */
  area: readonly string[]
  leftOpen: boolean
  dockOpen: boolean
  drawerWidth: number
  /** What lies under the network, by its file; undefined: what the site brings itself. */
  basemap: string | undefined
  /** Whether the first visitor's tour is still offered. */
  tour: boolean
  set(change: Partial<Omit<Settings, 'set'>>): void
}

export const useSettings = create<Settings>()(
  persist(
    set => ({
      theme: globalThis.matchMedia?.('(prefers-color-scheme: light)').matches ? 'light' : 'dark',
      language: undefined,
      pressure: undefined,
      motion: 'full',
      keys: true,
      sound: true,
      area: [],
      leftOpen: true,
      dockOpen: true,
      drawerWidth: 420,
      basemap: undefined,
      tour: true,
      set: change => set(change),
    }),
    {
      name: 'standpipe.settings',
      version: 1,
      partialize: ({ set: _, ...kept }) => kept,
      // Whatever an older version or another hand has left there must not break the screen.
      merge: (kept, initial) => ({ ...initial, ...sane(kept) }),
    },
  ),
)

function sane(kept: unknown): Partial<Settings> {
  if (typeof kept !== 'object' || kept === null) return {}
  const {
    theme,
    language,
    pressure,
    motion,
    keys,
    sound,
    area,
    leftOpen,
    dockOpen,
    drawerWidth,
    basemap,
    tour,
  } = kept as Settings
  return {
    ...(theme === 'dark' || theme === 'light' ? { theme } : {}),
    ...(language === 'zh' || language === 'en' ? { language } : {}),
    ...(PRESSURE_UNITS.includes(pressure as PressureUnit) ? { pressure } : {}),
    ...(motion === 'full' || motion === 'still' ? { motion } : {}),
    ...(typeof keys === 'boolean' ? { keys } : {}),
    ...(typeof sound === 'boolean' ? { sound } : {}),
    ...(Array.isArray(area) && area.every(id => typeof id === 'string') ? { area } : {}),
    ...(typeof leftOpen === 'boolean' ? { leftOpen } : {}),
    ...(typeof dockOpen === 'boolean' ? { dockOpen } : {}),
    ...(typeof tour === 'boolean' ? { tour } : {}),
    ...(typeof basemap === 'string' ? { basemap } : {}),
    ...(drawerWidth >= 320 && drawerWidth <= 900 ? { drawerWidth } : {}),
  }
}
