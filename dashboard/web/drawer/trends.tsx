import { useDirectory } from '../directory/hooks.ts'
import { useSay } from '../i18n/hooks.ts'
import { Trend } from '../trend/trend.tsx'
import { WindowChoice } from '../trend/window-choice.tsx'

/** Most courses drawn below one another. */
const MOST = 4

/** The course of what is measured here. Counters are drawn elsewhere: a line that only rises tells nothing. */
export function Trends({ id }: { id: string }) {
  const say = useSay()
  const entry = useDirectory()?.byId.get(id)
  const points = entry?.points.filter(point => point.kind === 'gauge').slice(0, MOST) ?? []
  if (points.length === 0) return <p className="muted">{say('drawer.noPoints')}</p>
  return (
    <>
      <WindowChoice />
      {points.map((point, i) => (
        <Trend key={point.id} point={point} height={i === 0 ? 170 : 110} />
      ))}
    </>
  )
}
