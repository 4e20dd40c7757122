import { useRef } from 'react'
import type { SiteInfo } from '../../../model/screen.ts'
import type { AlarmRow } from '../alarms/order.ts'
import type { Directory } from '../directory/directory.ts'
import { useSay } from '../i18n/hooks.ts'
import { liveScene } from '../live/scene.ts'
import { type MapHandle, MapView } from '../map/map-view.tsx'
import { hasWebgl } from '../map/start.ts'
import { OWN } from '../map/underlay.ts'
import { useMapWords } from '../map/words.ts'

const NONE: readonly never[] = []
const NOTHING = { at: undefined, line: undefined }
const drawable = hasWebgl()

/** The whole network with what is abnormal in it; normal values are left to the desks. */
export function WallMap({
  site,
  directory,
  rows,
}: {
  site: SiteInfo
  directory: Directory
  rows: readonly AlarmRow[]
}) {
  const say = useSay()
  const handle = useRef<MapHandle>(null)
  const words = useMapWords(directory)
  if (!drawable) return <p className="muted">{say('map.noWebgl')}</p>
  return (
    <MapView
      handle={handle}
      directory={directory}
      version={site.networkVersion}
      base={site.basemapVersion}
      underlay={OWN}
      preset="operation"
      bounds={site.bounds}
      view={undefined}
      scene={liveScene}
      words={words}
      rows={rows}
      seen={NONE}
      keep={always}
      selection={NOTHING}
      summary=""
      onMove={nothing}
      onPick={nothing}
      onReady={nothing}
    />
  )
}

const always = () => true
const nothing = () => {}
