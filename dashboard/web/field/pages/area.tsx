import { useState } from 'react'
import { useSay } from '../../i18n/hooks.ts'
import { radiusFor } from '../../sketch/geometry.ts'
import { Sketch } from '../../sketch/sketch.tsx'
import { letterOf } from '../../trace/letters.ts'
import look from '../look.module.css'
import { Panel, Tap } from '../parts.tsx'
import { useMeasured } from '../position/measure.ts'
import { useField } from '../state.ts'
import { type Kept, valveStates } from '../work/ahead.ts'

/** The network around the job, kept on the phone: a drawing, no map to be fetched. */
export function AreaPanel({ kept }: { kept: Kept }) {
  const say = useSay()
  const around = useField(state => state.around[kept.ticket.id])
  const plan = useField(state => state.plans[kept.ticket.id])
  const entries = useField(state => state.entries)
  const me = useMeasured(state => state.position?.at)
  const [zoom, setZoom] = useState(1)
  if (kept.ticket.at === undefined) return null
  if (!around)
    return (
      <Panel title={say('field.area.title')}>
        <p className="muted">{say('field.area.notRead')}</p>
      </Panel>
    )
  const close = plan?.close ?? []
  const states = valveStates(kept, entries)
  const radius =
    radiusFor(
      around.at,
      close.map(({ at }) => at),
      around.metres,
    ) * zoom
  return (
    <Panel title={say('field.area.title')}>
      <Sketch
        around={around}
        radius={Math.min(radius, around.metres)}
        segment={plan?.segment ?? []}
        me={me}
        label={say('field.area.label', { n: close.length })}
        valves={close.map(({ id, at }, i) => {
          const state = states.get(id)
          return { id, at, letter: letterOf(i), closed: state?.finding === 'closed' && !state.pending }
        })}
      />
      <div className={look.row}>
        <Tap disabled={radius < 60} onClick={() => setZoom(zoom / 1.6)} aria-label={say('field.area.nearer')}>
          +
        </Tap>
        <Tap
          disabled={radius >= around.metres}
          onClick={() => setZoom(zoom * 1.6)}
          aria-label={say('field.area.wider')}
        >
          −
        </Tap>
      </div>
    </Panel>
  )
}
