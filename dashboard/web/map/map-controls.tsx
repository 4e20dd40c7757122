import { useQuery } from '@tanstack/react-query'
import type { Map as MapLibre } from 'maplibre-gl'
import { type RefObject, useEffect, useState } from 'react'
import { siteQuery } from '../api/queries.ts'
import { Button } from '../app/button.tsx'
import { Icon } from '../app/icon.tsx'
import { useSay } from '../i18n/hooks.ts'
import style from './map-controls.module.css'
import { type ScaleBar, scaleBar } from './scale-bar.ts'

/** Zoom buttons, the scale and what the coordinates refer to. */
export function MapControls({ map, onFit }: { map: RefObject<MapLibre | undefined>; onFit(): void }) {
  const say = useSay()
  const site = useQuery(siteQuery).data
  const [scale, setScale] = useState<ScaleBar>()
  useEffect(() => {
    const one = map.current
    if (!one) return
    const measure = () => {
      const { clientWidth, clientHeight } = one.getContainer()
      const left = one.unproject([0, clientHeight - 20])
      const right = one.unproject([Math.min(110, clientWidth), clientHeight - 20])
      setScale(scaleBar(left.distanceTo(right) / Math.min(110, clientWidth), 110))
    }
    measure()
    one.on('move', measure)
    one.on('resize', measure)
    return () => {
      one.off('move', measure)
      one.off('resize', measure)
    }
  }, [map.current])
  return (
    <>
      <div className={style.buttons}>
        <Button
          onPress={() => map.current?.zoomIn()}
          aria-label={say('map.zoomIn')}
          title={`${say('map.zoomIn')} +`}
        >
          <Icon name="plus" size={16} />
        </Button>
        <Button
          onPress={() => map.current?.zoomOut()}
          aria-label={say('map.zoomOut')}
          title={`${say('map.zoomOut')} -`}
        >
          <Icon name="minus" size={16} />
        </Button>
        <Button onPress={onFit} aria-label={say('map.fit')} title={`${say('map.fit')} 0`}>
          <Icon name="fit" size={16} />
        </Button>
      </div>
      <div className={style.scale}>
        {scale && (
          <>
            <span className={style.bar} style={{ width: scale.px }} />
            <span>{scale.text}</span>
          </>
        )}
        <span
          className={style.datum}
        >{`WGS-84${site?.datum && site.datum !== 'wgs84' ? ` ← ${site.datum.toUpperCase()}` : ''}`}</span>
      </div>
    </>
  )
}
