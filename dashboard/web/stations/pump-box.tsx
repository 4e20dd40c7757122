import { useSay } from '../i18n/hooks.ts'
import { condition, isDoubtful } from '../live/condition.ts'
import { useNow, useTag } from '../live/hooks.ts'
import { useScene } from '../live/scene.ts'
import style from './pump-box.module.css'
import { type PumpPoints, type PumpState, pumpState } from './station-points.ts'

const NONE = '\u0000none'

/** How a pump stands now; a value that is too old is no knowledge. */
export function usePump({ running, fault }: PumpPoints): PumpState {
  const now = useNow()
  const { speed } = useScene()
  const run = useTag(running?.id ?? NONE)
  const broken = useTag(fault?.id ?? NONE)
  const known = (tag: typeof run, period: number) =>
    isDoubtful(condition(tag, period, now, speed)) ? null : tag.value
  return pumpState(known(run, running?.period ?? 0), known(broken, fault?.period ?? 0))
}

/** A pump as a small box: filled running, hollow standing, crossed at fault, dashed unknown. */
export function PumpBox({ pump }: { pump: PumpPoints }) {
  const say = useSay()
  const state = usePump(pump)
  const frequency = useTag(pump.frequency?.id ?? NONE)
  const words = `${say('station.pump', { n: pump.name })}: ${say(`station.pumpState.${state}`)}`
  const inside =
    state === 'fault'
      ? '✕'
      : state === 'unknown'
        ? '?'
        : state === 'running' && frequency.value !== null
          ? frequency.value.toFixed(0)
          : pump.name
  return (
    <span className={`${style.box} ${style[state]}`} role="img" aria-label={words} title={words}>
      {inside}
    </span>
  )
}
