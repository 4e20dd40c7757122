import { Link } from '@tanstack/react-router'
import { PRIORITIES } from '../../../model/alarm.ts'
import { total } from '../alarms/order.ts'
import { Badge } from '../badge/badge.tsx'
import { useSay } from '../i18n/hooks.ts'
import { useCounts } from '../live/hooks.ts'
import { useScene } from '../live/scene.ts'
import style from './counters.module.css'

/** How many alarms stand by priority, and how many nobody has acknowledged. Never filtered by anything. */
export function Counters() {
  const say = useSay()
  const counts = useCounts()
  const { alarms } = useScene()
  const unacked = total(counts.unacked)
  const unknown = !alarms.loaded
  return (
    <div className={style.counters} role="group" aria-label={say('bar.counters')}>
      {PRIORITIES.map(p => {
        const n = counts.standing[p]
        const words = say('bar.standing', { p, n, u: counts.unacked[p] })
        return (
          <Link
            key={p}
            to="/alarms"
            search={(before: object) => ({ ...before, f: `prio:${p}`, tab: undefined })}
            className={`${style.counter} ${n === 0 ? style.none : ''}`}
            title={words}
            aria-label={words}
          >
            <Badge priority={p} state={n === 0 ? 'NORM' : 'ACKED'} size={16} silent />
            <span className="live">{unknown ? '?' : n}</span>
          </Link>
        )
      })}
      <Link
        to="/alarms"
        search={(before: object) => ({ ...before, f: undefined, tab: 'unacked' })}
        className={`${style.unacked} ${unacked > 0 ? style.some : ''}`}
        aria-label={say(unacked > 0 ? 'bar.unacked' : 'bar.unackedNone', { n: unacked })}
      >
        <span className={style.long}>
          {say(unacked > 0 ? 'bar.unacked' : 'bar.unackedNone', { n: unacked })}
        </span>
        <span className={style.short}>{unacked}</span>
      </Link>
      {counts.setAside[1] > 0 && (
        <Link
          to="/alarms"
          search={(before: object) => ({ ...before, f: 'prio:1', tab: 'aside' })}
          className={style.unacked}
        >
          {say('bar.shelvedP1', { n: counts.setAside[1] })}
        </Link>
      )}
    </div>
  )
}
