import { queryOptions, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Point } from '../../../model/point.ts'
import { assetsQuery, pointsQuery, queryClient, siteQuery } from '../api/queries.ts'
import type { PressureUnit } from '../format/value.ts'
import { named, useLanguage } from '../i18n/hooks.ts'
import { useSettings } from '../settings/settings.ts'
import { useSearch } from '../url/hooks.ts'
import { type Directory, directoryOf } from './directory.ts'
import { pointLabel } from './point-label.ts'

export const directoryQuery = queryOptions({
  queryKey: ['directory'],
  queryFn: async () => {
    const [site, table, points] = await Promise.all([
      queryClient.ensureQueryData(siteQuery),
      queryClient.ensureQueryData(assetsQuery),
      queryClient.ensureQueryData(pointsQuery),
    ])
    return directoryOf(table, points, site.zones)
  },
  staleTime: Number.POSITIVE_INFINITY,
})

/** Undefined while it is on its way. */
export function useDirectory(): Directory | undefined {
  return useQuery(directoryQuery).data
}

/** The zone that times are read in: what the address says, else the site's. */
export function useTimeZone(): string {
  const { tz } = useSearch()
  const site = useQuery(siteQuery).data
  return tz ?? site?.timeZone ?? 'UTC'
}

/** How values are read here: chosen on this workstation, else as is usual at the site. */
export function useReading(): { pressure: PressureUnit } {
  const chosen = useSettings(settings => settings.pressure)
  const site = useQuery(siteQuery).data
  const usual = site?.language === 'en' ? 'm' : 'MPa'
  return { pressure: chosen ?? usual }
}

/** Names of assets and zones in the viewer's language; the id where there is no name. */
export function useNames(): Names {
  const directory = useDirectory()
  const language = useLanguage()
  return useMemo(
    () => ({
      asset: id => (id === undefined ? '' : (named(directory?.byId.get(id)?.name, language) ?? id)),
      zone: id => (id === undefined ? '' : (named(directory?.zones.get(id)?.name, language) ?? id)),
      point: point => pointLabel(point, directory?.byId.get(point.asset)?.name, language),
    }),
    [directory, language],
  )
}

export interface Names {
  asset(id: string | undefined): string
  zone(id: string | undefined): string
  /** What is measured, without repeating the asset. */
  point(point: Point): string
}
