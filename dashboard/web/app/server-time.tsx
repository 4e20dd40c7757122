import { useTimeZone } from '../directory/hooks.ts'
import { clockTime, day, offsetText } from '../format/instant.ts'
import { useSay } from '../i18n/hooks.ts'
import { useNow } from '../live/hooks.ts'
import { clock } from '../live/stream.ts'
import style from './server-time.module.css'

/** The platform's clock, with its offset: right even where the computer's own is wrong. */
export function ServerTime() {
  const say = useSay()
  const now = useNow()
  const zone = useTimeZone()
  const time = clockTime(now, zone)
  const offset = offsetText(now, zone)
  const hint = say('bar.clockHint', { date: day(now, zone), time, zone, offset })
  return (
    <span className={style.clock} title={hint}>
      <time className={style.time} dateTime={new Date(now).toISOString()}>
        <span className={style.date}>{day(now, zone).slice(5)}</span> {time}
      </time>
      <span className={style.offset}>{offset}</span>
      {clock.speed !== 1 && (
        <span className={style.speed} title={say('bar.speedHint', { n: clock.speed })}>
          {say('bar.speed', { n: clock.speed })}
        </span>
      )}
    </span>
  )
}
