import style from './limit-bar.module.css'
import type { PointLimits } from './queries.ts'

/** A value among its limits, hue-free: the allowed stretch, the operating band in it, and where the value stands. */
export function LimitBar({ value, limits }: { value: number | null; limits: PointLimits['limits'] }) {
  const of = (level: string) => limits.find(limit => limit.level === level)?.value
  const [lowest, highest] = [of('very-low'), of('very-high')]
  if (lowest === undefined && highest === undefined) return <span className={style.bar} aria-hidden="true" />
  const bottom = lowest === undefined ? 0 : lowest - (((highest ?? lowest * 4) - lowest) * 0.1 || 1)
  const top = highest === undefined ? lowest! * 4 : highest + (highest - (lowest ?? 0)) * 0.1
  const x = (one: number) => Math.max(0, Math.min(100, ((one - bottom) / (top - bottom)) * 100))
  const [from, to] = [x(lowest ?? bottom), x(highest ?? top)]
  const [warnFrom, warnTo] = [x(of('low') ?? lowest ?? bottom), x(of('high') ?? highest ?? top)]
  return (
    <svg className={style.bar} viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
      <rect x={0} y={5} width={100} height={2} className={style.line} />
      <rect x={from} y={3} width={to - from} height={6} className={style.allowed} />
      <rect x={warnFrom} y={3} width={Math.max(0, warnTo - warnFrom)} height={6} className={style.usual} />
      {value !== null && <rect x={x(value) - 1.2} y={0} width={2.4} height={12} className={style.value} />}
    </svg>
  )
}
