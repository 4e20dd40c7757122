import type { AlarmState, Priority } from '../../../model/alarm.ts'
import { useSay } from '../i18n/hooks.ts'
import style from './badge.module.css'
import { DIGIT_Y, insideOf, isGrey, markOf, SHAPES } from './shape.ts'

const FILL = { 1: style.p1, 2: style.p2, 3: style.p3, 4: style.p4 }
const ON = { 1: style.on1, 2: style.on2, 3: style.on3, 4: style.on4 }

interface BadgeProps {
  priority: Priority
  state?: AlarmState
  unknown?: boolean
  size?: number
  /** For a badge beside words that already say it. */
  silent?: boolean
}

/** An alarm's badge: shape, digit and outline each tell the priority or the state without any colour. */
export function Badge({ priority, state = 'ACKED', unknown = false, size = 16, silent = false }: BadgeProps) {
  const say = useSay()
  const mark = markOf(state)
  const inside = insideOf(state, unknown)
  const grey = isGrey(state)
  const hollow = mark === 'hollow'
  const label = silent ? undefined : `P${priority} ${say(`alarm.state.${state}`)}`
  const shape = grey
    ? `${style.shape} ${style.grey}`
    : `${style.shape} ${FILL[priority]} ${hollow ? `${style.hollow} ${style.slow}` : ''}`
  return (
    <svg
      className={style.badge}
      width={size}
      height={size}
      viewBox="-2 -2 24 24"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      {mark === 'ring' && (
        <path
          d={SHAPES[priority]}
          className={style.ring}
          transform="translate(10 10) scale(1.22) translate(-10 -10)"
        />
      )}
      {hollow && !grey && <path d={SHAPES[priority]} className={style.under} />}
      <path d={SHAPES[priority]} className={`${shape} ${unknown ? style.dashed : ''}`} />
      {inside === 'clock' && <path d="M10 6.6 V10.6 L12.8 12.4" className={style.glyph} />}
      {inside === 'bar' && <path d="M6.6 10.6 H13.4" className={style.glyph} />}
      {inside === 'wrench' && <path d="M7.4 13.4 L12.6 8.2 M11.4 6.6 L14 9.2" className={style.glyph} />}
      {(inside === 'digit' || inside === 'unknown') && (
        <text
          x={10}
          y={DIGIT_Y[priority]}
          className={`${style.digit} ${priority === 1 ? style.small : ''} ${hollow ? style.onHollow : ON[priority]}`}
        >
          {inside === 'unknown' ? '?' : priority}
        </text>
      )}
    </svg>
  )
}
