import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { DAY, MINUTE } from '../../../model/time.ts'
import { Button } from '../app/button.tsx'
import { Choice } from '../app/choice.tsx'
import { PanelState } from '../app/panel-state.tsx'
import { useTimeZone } from '../directory/hooks.ts'
import { dateTime, day } from '../format/instant.ts'
import { sayCode, useSay } from '../i18n/hooks.ts'
import { useNowForAsking } from '../live/hooks.ts'
import { NotYet } from '../system/not-yet.tsx'
import { ReportNumber } from './number.tsx'
import style from './page.module.css'
import { serviceQuery, ticketRowsQuery } from './queries.ts'
import { type Choose, Counts, InTime, Numbers, Targets, Violations } from './service-parts.tsx'

const PERIODS = { d1: DAY, d7: 7 * DAY, d30: 30 * DAY, d90: 90 * DAY } as const
type Period = keyof typeof PERIODS

/** A figure whose rows are looked at, with its name for people. */
interface Chosen {
  figure: string
  label: string
}

/** How the service did in a period; every number leads to the tickets it counts. */
export function ServicePanel() {
  const say = useSay()
  const zone = useTimeZone()
  const [period, setPeriod] = useState<Period>('d30')
  const [chosen, setChosen] = useState<Chosen>()
  const to = useNowForAsking(5 * MINUTE)
  const from = to - PERIODS[period]
  const asked = useQuery(serviceQuery(from, to))
  const { data } = asked
  const number: Choose = (figure, label, value) => (
    <ReportNumber
      value={value}
      label={label}
      chosen={chosen?.figure === figure}
      onPress={() => setChosen(chosen?.figure === figure ? undefined : { figure, label })}
    />
  )
  return (
    <>
      <div className={style.tools}>
        <Choice<Period>
          label={say('shift.service.period')}
          hideLabel
          value={period}
          options={(Object.keys(PERIODS) as Period[]).map(value => ({
            value,
            label: say(`shift.service.days.${value}`),
          }))}
          onChange={setPeriod}
        />
        <span className="muted">
          {say('shift.service.from', { from: day(from, zone), to: day(to, zone) })}
        </span>
      </div>
      {!data && <NotYet asked={asked} />}
      {data && data.opened === 0 && <PanelState title={say('shift.service.none')} />}
      {data && (
        <>
          <Numbers data={data} number={number} />
          {chosen && <Rows from={from} to={to} {...chosen} close={() => setChosen(undefined)} />}
          <Targets data={data} number={number} />
          <InTime data={data} number={number} />
          <Counts data={data} number={number} />
          <Violations data={data} number={number} />
        </>
      )}
    </>
  )
}

interface RowsProps extends Chosen {
  from: number
  to: number
  close(): void
}

function Rows({ from, to, figure, label, close }: RowsProps) {
  const say = useSay()
  const zone = useTimeZone()
  const asked = useQuery(ticketRowsQuery(from, to, figure))
  if (!asked.data) return <NotYet asked={asked} />
  const { total, tickets } = asked.data
  return (
    <section className={style.rows} aria-live="polite">
      <div className={style.tools}>
        <h2>{say('shift.service.rows', { figure: label, n: total })}</h2>
        {tickets.length < total && (
          <span className={style.quiet}>{say('shift.service.cut', { n: tickets.length })}</span>
        )}
        <Button small onPress={close}>
          {say('shift.service.close')}
        </Button>
      </div>
      <table>
        <tbody>
          {[...tickets].reverse().map(({ ticket }) => (
            <tr key={ticket.id}>
              <th scope="row">
                <Link to="/tickets/$id" params={{ id: ticket.id }}>
                  {ticket.id}
                </Link>
              </th>
              <td>{dateTime(ticket.openedAt, zone)}</td>
              <td>{sayCode(say, 'ticket.category', ticket.category)}</td>
              <td>{sayCode(say, 'ticket.source', ticket.source)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
