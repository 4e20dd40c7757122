import type { Point } from '../../../model/point.ts'
import { reasonOf } from '../../../model/quality.ts'
import { useReading } from '../directory/hooks.ts'
import { span } from '../format/duration.ts'
import { digits, symbol } from '../format/value.ts'
import { sayCode, useSay } from '../i18n/hooks.ts'
import { condition, isDoubtful } from '../live/condition.ts'
import { useNow, useTag } from '../live/hooks.ts'
import { useScene } from '../live/scene.ts'
import { silenceKey } from '../live/silence.ts'
import style from './figure.module.css'

/** A live number with its unit; dashed and with its age when it must not be taken for the present. */
export function Figure({ point, unit = true }: { point: Point | undefined; unit?: boolean }) {
  return point ? <Known point={point} unit={unit} /> : <span className={style.none}>–</span>
}

function Known({ point, unit }: { point: Point; unit: boolean }) {
  const say = useSay()
  const reading = useReading()
  const scene = useScene()
  const now = useNow()
  const tag = useTag(point.id)
  const state = condition(tag, point.period, now, scene.speed)
  const reason = reasonOf(tag.code)
  const old = isDoubtful(state)
  const why = state === 'never' ? say(silenceKey(scene, point.id)) : say(`condition.${state}`)
  const title = old ? [why, reason && sayCode(say, 'reason', reason)].filter(Boolean).join(' · ') : point.id
  return (
    <span className={style.figure} title={title}>
      <span className={`live ${old ? style.old : ''}`}>{digits(tag.value, point.quantity, reading)}</span>
      {unit && (
        <small>{old && state !== 'never' ? span(now - tag.at) : symbol(point.quantity, reading)}</small>
      )}
    </span>
  )
}
