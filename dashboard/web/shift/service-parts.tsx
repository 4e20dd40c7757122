import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { sayCode, useSay } from '../i18n/hooks.ts'
import { useTicketWords } from '../tickets/words.ts'
import style from './page.module.css'
import type { ServiceFigures } from './queries.ts'

/** A number that leads to the tickets of a figure. */
export type Choose = (figure: string, label: string, value: number | string) => ReactNode

const percent = (share: number) => `${(share * 100).toFixed(1)}%`

interface PartProps {
  data: ServiceFigures
  number: Choose
}

/** The totals of the period. */
export function Numbers({ data, number }: PartProps) {
  const say = useSay()
  const shares = (['calledBack', 'reinspected'] as const).map(
    name => [name, data[name] === null ? '–' : percent(data[name])] as const,
  )
  const counts = (['opened', 'open', 'rework', 'repeats'] as const).map(name => [name, data[name]] as const)
  return (
    <dl className={style.numbers}>
      {[...counts, ...shares].map(([name, value]) => (
        <div key={name}>
          <dt>{say(`shift.service.${name}`)}</dt>
          <dd>{number(name, say(`shift.service.${name}`), value)}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Figures that are not of tickets: where what they count stands. */
const ELSEWHERE: Readonly<Record<string, { to: string; search?: never }>> = {
  tankCleaningDone: { to: '/shift', search: { tab: 'duties' } as never },
  stationBoards: { to: '/stations' },
}

/** What the policy promises, and whether it was reached. */
export function Targets({ data: { targets }, number }: PartProps) {
  const say = useSay()
  if (targets.length === 0) return null
  return (
    <section>
      <h2>{say('shift.service.targets')}</h2>
      <table>
        <thead>
          <tr>
            <th>{say('shift.service.target')}</th>
            <th className="number">{say('shift.service.wanted')}</th>
            <th className="number">{say('shift.service.value')}</th>
            <th />
            <th>{say('shift.duties.rule')}</th>
          </tr>
        </thead>
        <tbody>
          {targets.map(({ name, rule, wanted, value, reached }) => {
            const label = sayCode(say, 'shift.service.targetName', name)
            return (
              <tr key={`${rule} ${name}`}>
                <th scope="row">{label}</th>
                <td className="number">{percent(wanted)}</td>
                <td className="number">
                  {value === null ? (
                    <span className={style.quiet}>{say('shift.service.unknown')}</span>
                  ) : ELSEWHERE[name] ? (
                    <Link {...ELSEWHERE[name]}>{percent(value)}</Link>
                  ) : (
                    number(`target.${name}.good`, label, percent(value))
                  )}
                </td>
                <td>
                  {reached === true && say('shift.service.reached')}
                  {reached === false && ELSEWHERE[name] && `! ${say('shift.service.missed')}`}
                  {reached === false &&
                    !ELSEWHERE[name] &&
                    number(`target.${name}.missed`, label, `! ${say('shift.service.missed')}`)}
                </td>
                <td className={style.quiet}>{rule}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

/** Each time limit: kept, missed, running. */
export function InTime({ data: { inTime }, number }: PartProps) {
  const say = useSay()
  if (inTime.length === 0) return null
  return (
    <section>
      <h2>{say('shift.service.inTime')}</h2>
      <table>
        <thead>
          <tr>
            <th />
            {(['met', 'late', 'running', 'share'] as const).map(column => (
              <th key={column} className="number">
                {say(`shift.service.${column}`)}
              </th>
            ))}
            <th>{say('shift.duties.rule')}</th>
          </tr>
        </thead>
        <tbody>
          {inTime.map(one => {
            const clock = sayCode(say, 'ticket.clock', one.clock)
            return (
              <tr key={`${one.clock} ${one.rule}`}>
                <th scope="row">{clock}</th>
                {(['met', 'late', 'running'] as const).map(state => (
                  <td key={state} className="number">
                    {number(
                      `clock.${one.clock}.${one.rule}.${state}`,
                      `${clock} ${say(`shift.service.${state}`)}`,
                      one[state],
                    )}
                  </td>
                ))}
                <td className="number">
                  {one.share === null
                    ? '–'
                    : number(`clock.${one.clock}.${one.rule}.met`, clock, percent(one.share))}
                </td>
                <td className={style.quiet}>{one.rule}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

/** Tickets by source, category, unit and what complaints are about. */
export function Counts({ data, number }: PartProps) {
  const say = useSay()
  const words = useTicketWords()
  const tables = [
    [
      'bySource',
      data.bySource.map(
        one => [`source.${one.source}`, sayCode(say, 'ticket.source', one.source), one.tickets] as const,
      ),
    ],
    [
      'byCategory',
      data.byCategory.map(
        one =>
          [`category.${one.category}`, sayCode(say, 'ticket.category', one.category), one.tickets] as const,
      ),
    ],
    [
      'byUnit',
      data.byUnit.map(one => [`unit.${one.unit}`, words.unit(one.unit) ?? one.unit, one.tickets] as const),
    ],
    [
      'complaints',
      data.complaintsByTarget.map(one => [`complaint.${one.target}`, one.target, one.tickets] as const),
    ],
  ] as const
  return (
    <div className={style.columns}>
      {tables
        .filter(([, rows]) => rows.length > 0)
        .map(([name, rows]) => (
          <section key={name}>
            <h2>{say(`shift.service.${name}`)}</h2>
            <table>
              <tbody>
                {rows.map(([figure, label, n]) => (
                  <tr key={figure}>
                    <th scope="row">{label}</th>
                    <td className="number">{number(figure, label, n)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        ))}
    </div>
  )
}

/** What tickets are held against, with the fines. */
export function Violations({ data: { violations }, number }: PartProps) {
  const say = useSay()
  if (violations.length === 0) return null
  return (
    <section>
      <h2>{say('shift.service.violations')}</h2>
      <table>
        <thead>
          <tr>
            <th>{say('shift.service.violation')}</th>
            <th className="number">{say('shift.service.tickets')}</th>
            <th className="number">{say('shift.service.fine')}</th>
            <th>{say('shift.duties.rule')}</th>
          </tr>
        </thead>
        <tbody>
          {violations.map(({ name, rule, tickets, fine: [least, most] }) => {
            const label = sayCode(say, 'shift.service.violationName', name)
            return (
              <tr key={`${rule} ${name}`}>
                <th scope="row">{label}</th>
                <td className="number">{number(`violation.${rule}.${name}`, label, tickets)}</td>
                <td className="number">{least === most ? least : `${least}–${most}`}</td>
                <td className={style.quiet}>{rule}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}
