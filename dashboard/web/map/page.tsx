import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo } from 'react'
import { siteQuery } from '../api/queries.ts'
import { Failed, Loading } from '../app/panel-state.tsx'
import { type Directory, directoryOf, NO_ASSETS, shownPoints } from '../directory/directory.ts'
import { directoryQuery } from '../directory/hooks.ts'
import { ReplayProvider } from '../replay/provider.tsx'

// Fetched at once, not when what it shows has come: it is the longest thing to wait for.
const fetched = import('./live-map.tsx')
const LiveMap = lazy(() => fetched.then(({ LiveMap }) => ({ default: LiveMap })))

/** Points kept in memory for a replay; of a bigger town, each asset's own. */
const MOST_PLAYED = 6_000

function playedPoints(directory: Directory): string[] {
  const all = shownPoints(directory)
  return all.length <= MOST_PLAYED ? all : directory.live.flatMap(entry => entry.points[0]?.id ?? [])
}

/** The page of the live map; the map itself is fetched only now. */
export function MapPage() {
  const site = useQuery(siteQuery)
  const directory = useQuery(directoryQuery)
  const points = useMemo(() => directory.data && playedPoints(directory.data), [directory.data])
  const zones = site.data?.zones
  const none = useMemo(() => directoryOf(NO_ASSETS, [], zones ?? []), [zones])
  const error = site.error ?? directory.error
  if (error)
    return (
      <Failed
        error={error}
        retry={() => {
          void site.refetch()
          void directory.refetch()
        }}
      />
    )
  if (!site.data) return <Loading />
  return (
    <Suspense fallback={<Loading />}>
      <ReplayProvider points={points}>
        <LiveMap
          site={site.data}
          directory={directory.data ?? none}
          complete={directory.data !== undefined}
        />
      </ReplayProvider>
    </Suspense>
  )
}
