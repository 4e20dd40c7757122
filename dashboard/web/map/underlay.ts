import { queryOptions, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { BasemapInfo } from '../../../model/screen.ts'
import { request } from '../api/request.ts'
import { useSettings } from '../settings/settings.ts'
import { gcj02, type MapDatum, WGS84 } from './datum.ts'

/** What lies under the network instead of the site's own drawing, ready to be drawn. */
export interface Underlay {
  /** An archive of tiles; undefined for what the site brings itself. */
  archive: BasemapInfo | undefined
  datum: MapDatum
}

/** A file that is dropped into the site's folder is offered within this time, real ms. */
const LOOK = 20_000

export const basemapsQuery = queryOptions({
  queryKey: ['basemaps'],
  queryFn: ({ signal }) =>
    request<{ basemaps: BasemapInfo[] }>('/basemaps', { signal }).then(({ basemaps }) => basemaps),
  staleTime: 0,
  refetchInterval: LOOK,
})

/** What the site brings itself. */
export const OWN: Underlay = { archive: undefined, datum: WGS84 }

/** The basemap chosen on this workstation; undefined while what it needs is on its way. */
export function useUnderlay(): Underlay | undefined {
  const chosen = useSettings(settings => settings.basemap)
  const found = useQuery({ ...basemapsQuery, enabled: chosen !== undefined })
  const archive = found.data?.find(({ file, kind }) => file === chosen && kind !== undefined)
  const key = archive && `${archive.file} ${archive.version}`
  const [ready, setReady] = useState<Underlay & { key: string }>()
  useEffect(() => {
    if (!archive || key === undefined) return
    let gone = false
    const load = async () => {
      const { readArchives } = await import('./archives.ts')
      readArchives()
      const datum = archive.datum === 'gcj02' ? await gcj02() : WGS84
      if (!gone) setReady({ archive, datum, key })
    }
    void load()
    return () => {
      gone = true
    }
  }, [key])
  if (chosen === undefined || found.error || (found.data && !archive)) return OWN
  return ready?.key === key ? ready : undefined
}
