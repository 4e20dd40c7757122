import type { Entry } from '../directory/directory.ts'
import { sayCode, useSay } from '../i18n/hooks.ts'
import { KindMark } from '../inview/list.tsx'
import type { AssetState } from '../live/asset-states.ts'
import { isDoubtful } from '../live/condition.ts'
import style from './legend.module.css'
import type { Preset } from './presets.ts'
import { RampLegend } from './ramp-legend.tsx'

interface LegendProps {
  seen: readonly Entry[]
  stateOf(entry: Entry): AssetState
  preset: Preset
  /** Where there is little room: only what the colours say. */
  brief: boolean
}

/** Only what is in view: kinds of assets with their numbers, how pipes are drawn, and what a preset's colours say. */
export function Legend({ seen, stateOf, preset, brief }: LegendProps) {
  const say = useSay()
  const kinds = new Map<Entry['kind'], number>()
  let doubtful = 0
  for (const entry of seen) {
    kinds.set(entry.kind, (kinds.get(entry.kind) ?? 0) + 1)
    if (isDoubtful(stateOf(entry).condition)) doubtful++
  }
  if (brief)
    return (
      <div className={style.legend} role="group" aria-label={say('map.legend')}>
        <RampLegend preset={preset} />
      </div>
    )
  return (
    <div className={style.legend} role="group" aria-label={say('map.legend')}>
      <RampLegend preset={preset} />
      {[...kinds].map(([kind, n]) => (
        <span key={kind} className={style.item}>
          <KindMark entry={{ kind }} doubtful={false} />
          {sayCode(say, 'kind', kind)} {n}
        </span>
      ))}
      {doubtful > 0 && (
        <span className={style.item}>
          <KindMark entry={{ kind: 'meter' }} doubtful />
          {say('map.class.stale')} / {say('map.class.unknown')} {doubtful}
        </span>
      )}
      <span className={style.item}>
        DN
        {[100, 300, 600].map((dn, i) => (
          <span key={dn} className={style.pipe}>
            <i style={{ height: [1, 2, 4][i] }} />
            {dn}
          </span>
        ))}
      </span>
    </div>
  )
}
