import { useSay } from '../i18n/hooks.ts'
import { Figure } from '../values/figure.tsx'
import { PumpBox, usePump } from './pump-box.tsx'
import style from './pump-card.module.css'
import type { PumpPoints } from './station-points.ts'

/** One pump: how it stands and what is measured at it. */
export function PumpCard({ pump }: { pump: PumpPoints }) {
  const say = useSay()
  const state = usePump(pump)
  const values = (['frequency', 'current', 'power', 'runtime', 'starts'] as const).filter(key => pump[key])
  return (
    <div className={style.card}>
      <p className={style.head}>
        <PumpBox pump={pump} />
        <strong>{say('station.pump', { n: pump.name })}</strong>
        <span className="muted">{say(`station.pumpState.${state}`)}</span>
      </p>
      <dl>
        {values.map(key => (
          <div key={key}>
            <dt>{say(`station.measured.${key}`)}</dt>
            <dd>
              <Figure point={pump[key]} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
