import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { siteQuery } from '../api/queries.ts'
import { Failed, Loading } from '../app/panel-state.tsx'
import { directoryQuery } from '../directory/hooks.ts'

const LiveMap = lazy(() => import('./live-map.tsx').then(({ LiveMap }) => ({ default: LiveMap })))

/** The page of the live map; the map itself is fetched only now. */
export function MapPage() {
  const site = useQuery(siteQuery)
  const directory = useQuery(directoryQuery)
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
  if (!site.data || !directory.data) return <Loading />
  return (
    <Suspense fallback={<Loading />}>
      <LiveMap site={site.data} directory={directory.data} />
    </Suspense>
  )
}
