import { useMemo } from 'react'
import type { Instant } from '../../../model/time.ts'
import { useDirectory, useTimeZone } from '../directory/hooks.ts'
import { shortTime } from '../format/instant.ts'
import { useSay } from '../i18n/hooks.ts'
import { useSearch } from '../url/hooks.ts'
import type { Replay } from './provider.tsx'
import style from './timeline.module.css'

/** Hatched: nothing was heard then, of the selected asset or, without one, of most of the town. */
export function Gaps({ replay, x }: { replay: Replay; x(at: Instant): number }) {
  const say = useSay()
  const zone = useTimeZone()
  const directory = useDirectory()
  const { sel } = useSearch()
  const { scene, span, loaded } = replay
  const gaps = useMemo(() => {
    const main = sel === undefined ? undefined : directory?.byId.get(sel)?.points[0]
    return scene.gaps(main && [main.id]).filter(({ from, to }) => to > span.from && from < span.to)
  }, [scene, span, loaded, sel, directory])
  return gaps.map(({ from, to }) => {
    const [left, right] = [x(Math.max(from, span.from)), x(Math.min(to, span.to))]
    const words = say('replay.gap', { from: shortTime(from, zone), to: shortTime(to, zone) })
    return (
      <div key={from} className={style.gap} data-gap title={words} style={{ left, width: right - left }} />
    )
  })
}
