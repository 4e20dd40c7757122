import { Badge } from '../badge/badge.tsx'
import { span } from '../format/duration.ts'
import { useSay } from '../i18n/hooks.ts'
import { useConnection } from '../live/hooks.ts'
import { clock, ingestLag } from '../live/stream.ts'
import style from './freshness-chip.module.css'

/** Data longer than this on the way are said to lag, real ms. */
const LAGS = 10_000

/** Whether the numbers on this screen may be believed. A silent link is an alarm of the screen's own. */
export function FreshnessChip() {
  const say = useSay()
  const { freshness, silence = 0, attempts } = useConnection()
  const age = freshness === 'live' ? `${(silence / 1_000).toFixed(0)}s` : span(silence)
  const lag = (ingestLag ?? 0) / clock.speed
  const lagging = freshness === 'live' && lag > LAGS
  const hint = attempts > 0 ? say('bar.reconnecting', { n: attempts }) : say('bar.freshnessHint', { age })
  return (
    <span
      className={`${style.chip} ${style[freshness]}`}
      role="status"
      title={hint}
      data-freshness={freshness}
    >
      {freshness === 'quiet' && <Badge priority={3} size={15} silent />}
      {freshness === 'dead' && <Badge priority={1} size={15} silent />}
      {freshness === 'live' && <i className={style.dot} aria-hidden="true" />}
      <span>{say(`bar.${freshness}`, { age })}</span>
      {lagging && <span className={style.lag}>{say('bar.lag', { age: span(lag) })}</span>}
    </span>
  )
}
