import { useQuery } from '@tanstack/react-query'
import type { Map as MapLibre } from 'maplibre-gl'
import { useEffect, useState } from 'react'
import { siteQuery } from '../api/queries.ts'
import { Button } from '../app/button.tsx'
import { Icon } from '../app/icon.tsx'
import { useSay } from '../i18n/hooks.ts'
import { useKeys } from '../keyboard/keys.ts'
import { DATUM_NAMES, type MapDatum } from './datum.ts'
import style from './map-controls.module.css'
import { lengthOf, metresText } from './measure.ts'
import { useMeasure } from './measuring.ts'
import { type ScaleBar, scaleBar } from './scale-bar.ts'

/** Widest scale bar, px. */
const WIDE = 110

interface ControlsProps {
  map: MapLibre | undefined
  datum: MapDatum
  onFit(): void
}

/** Zoom buttons, the scale and what the coordinates refer to. */
export function MapControls({ map, datum, onFit }: ControlsProps) {
  const say = useSay()
  const site = useQuery(siteQuery).data
  const [scale, setScale] = useState<ScaleBar>()
  useEffect(() => {
    if (!map) return
    const measure = () => {
      // In the middle: on a map of a whole province a pixel is worth more in the south.
      const { clientWidth, clientHeight } = map.getContainer()
      const [x, y] = [clientWidth / 2, clientHeight / 2]
      const [left, right] = [map.unproject([x - WIDE / 2, y]), map.unproject([x + WIDE / 2, y])]
      const ends = [left, right].map(({ lng, lat }) => datum.from([lng, lat]))
      setScale(scaleBar(lengthOf(ends) / WIDE, WIDE))
    }
    measure()
    map.on('move', measure)
    map.on('resize', measure)
    return () => {
      map.off('move', measure)
      map.off('resize', measure)
    }
  }, [map, datum])
  const { line, begin, end } = useMeasure()
  useKeys({ d: line ? end : begin, Escape: () => (line ? end() : false) })
  // The files of the utility are turned into WGS-84 when they are read: worth saying only where that moved something.
  const moved = site?.datum === 'gcj02' || site?.datum === 'bd09' || site?.datum === 'local'
  const refers = moved && site.datum !== datum.name ? ` ← ${site.datum?.toUpperCase()}` : ''
  return (
    <>
      <div className={style.buttons}>
        <Button onPress={() => map?.zoomIn()} aria-label={say('map.zoomIn')} title={`${say('map.zoomIn')} +`}>
          <Icon name="plus" size={16} />
        </Button>
        <Button
          onPress={() => map?.zoomOut()}
          aria-label={say('map.zoomOut')}
          title={`${say('map.zoomOut')} -`}
        >
          <Icon name="minus" size={16} />
        </Button>
        <Button onPress={onFit} aria-label={say('map.fit')} title={`${say('map.fit')} 0`}>
          <Icon name="fit" size={16} />
        </Button>
        <Button
          onPress={line ? end : begin}
          look={line ? 'strong' : 'plain'}
          aria-label={say('map.measure')}
          title={`${say('map.measure')} d`}
        >
          <Icon name="ruler" size={16} />
        </Button>
      </div>
      {line && (
        <p className={style.measured} role="status">
          {line.length < 2 ? say('map.measureHint') : metresText(lengthOf(line))}
        </p>
      )}
      <div className={style.scale}>
        {scale && (
          <span data-scale={scale.px} className={style.scaleBar}>
            <span className={style.bar} style={{ width: scale.px }} />
            <span>{scale.text}</span>
          </span>
        )}
        <span className={style.datum} title={say('map.datum', { datum: DATUM_NAMES[datum.name] })}>
          {DATUM_NAMES[datum.name]}
          {refers}
        </span>
      </div>
    </>
  )
}
