import { useEffect, useRef, useSyncExternalStore } from 'react'
import { countsOf, rowsOf } from '../alarms/order.ts'
import { Button } from '../app/button.tsx'
import { Badge } from '../badge/badge.tsx'
import { useTimeZone } from '../directory/hooks.ts'
import { dateTime, offsetText } from '../format/instant.ts'
import { useSay } from '../i18n/hooks.ts'
import { liveScene } from '../live/scene.ts'
import style from './mode-banner.module.css'
import { type Replay, useReplay } from './provider.tsx'

/** Says on the whole screen that this is the past, and what is new in the present meanwhile. */
export function ModeBanner() {
  const replay = useReplay()
  useEffect(() => {
    if (!replay) return
    document.documentElement.dataset.mode = 'replay'
    return () => {
      delete document.documentElement.dataset.mode
    }
  }, [replay])
  return replay ? <Banner replay={replay} /> : null
}

function Banner({ replay }: { replay: Replay }) {
  const say = useSay()
  const zone = useTimeZone()
  const { at, loaded, wanted, incomplete, failed, leave } = replay
  // The past may stand still; the present does not.
  const alarms = useSyncExternalStore(liveScene.alarms.listen, () => liveScene.alarms.all)
  const standing = () => countsOf(rowsOf(alarms, liveScene.now())).unacked[1]
  const before = useRef<number>(undefined)
  before.current ??= standing()
  const fresh = Math.max(0, standing() - before.current)
  return (
    <div className={style.banner} role="status">
      <strong className={style.chip}>{say('replay.mode')}</strong>
      <span className={style.time}>
        {dateTime(at, zone)} <small>{offsetText(at, zone)}</small>
      </span>
      {loaded < wanted && <span>{say('replay.loading', { n: loaded, of: wanted })}</span>}
      {incomplete && <span>{say('replay.incomplete')}</span>}
      {failed !== undefined && <span>{say('trend.failed')}</span>}
      <span className={style.hint}>{say('replay.hint')}</span>
      {fresh > 0 && (
        <span className={style.fresh}>
          <Badge priority={1} state="UNACK" size={18} silent /> {say('replay.freshP1', { n: fresh })}
        </span>
      )}
      <Button small look="strong" shortcut="End" onPress={leave}>
        {say('replay.leave')}
      </Button>
    </div>
  )
}
