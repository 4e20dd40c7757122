import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { DAY, HOUR, MINUTE } from '../../../model/time.ts'
import { Choice } from '../app/choice.tsx'
import { PanelState } from '../app/panel-state.tsx'
import { useNames, useTimeZone } from '../directory/hooks.ts'
import { span } from '../format/duration.ts'
import { dateTime, shortTime } from '../format/instant.ts'
import { useSay } from '../i18n/hooks.ts'
import { useNowForAsking } from '../live/hooks.ts'
import { ReportNumber } from '../shift/number.tsx'
import { NotYet } from '../system/not-yet.tsx'
import { FigureRows } from './figure-rows.tsx'
import style from './figures.module.css'
import { type AlarmFigures, figuresQuery } from './figures-queries.ts'
import { useAlarmName } from './name.ts'

const PERIODS = { h8: 8 * HOUR, d1: DAY, d7: 7 * DAY, d30: 30 * DAY } as const
type Period = keyof typeof PERIODS

/** What ISA-18.2 asks of a manageable alarm system; domain.md §3.2. */
const GOALS = { perDay: 144, peak: 10, over10: 0.01, topTenShare: 0.05, chattering: 0, stale: 5 } as const

type Shown = (figure: string, label: string, value: string | number) => ReactNode

const percent = (share: number) => `${(share * 100).toFixed(1)}%`

/** How good the alarm system is in a period; every number leads to what it counts. */
export function AlarmFiguresPanel() {
  const say = useSay()
  const [period, setPeriod] = useState<Period>('d1')
  const [chosen, setChosen] = useState<{ figure: string; label: string }>()
  const to = useNowForAsking(5 * MINUTE)
  const from = to - PERIODS[period]
  const asked = useQuery(figuresQuery(from, to))
  const { data } = asked
  const number: Shown = (figure, label, value) => (
    <ReportNumber
      value={value}
      label={label}
      chosen={chosen?.figure === figure}
      onPress={() => setChosen(chosen?.figure === figure ? undefined : { figure, label })}
    />
  )
  return (
    <div className={style.page}>
      <Choice<Period>
        label={say('shift.service.period')}
        hideLabel
        value={period}
        options={(Object.keys(PERIODS) as Period[]).map(value => ({
          value,
          label: value === 'h8' ? '8 h' : say(`shift.service.days.${value}`),
        }))}
        onChange={setPeriod}
      />
      {!data && <NotYet asked={asked} />}
      {data && data.raised === 0 && <PanelState icon="check" title={say('figures.none')} />}
      {data && (
        <>
          <Numbers data={data} number={number} />
          {chosen && <FigureRows from={from} to={to} {...chosen} close={() => setChosen(undefined)} />}
          <PerHour data={data} choose={(figure, label) => setChosen({ figure, label })} />
          <div className={style.columns}>
            <TopTen data={data} number={number} />
            <ByPlace data={data} number={number} />
            <Floods data={data} number={number} />
          </div>
        </>
      )}
    </div>
  )
}

interface PartProps {
  data: AlarmFigures
  number: Shown
}

function Numbers({ data, number }: PartProps) {
  const say = useSay()
  const { timeToAcknowledge: times } = data
  const time = (ms: number | null) => (ms === null ? '–' : span(ms))
  const figures: [figure: string, name: string, value: string | number, goal?: [string, boolean]][] = [
    ['raised', 'raised', data.raised],
    ['raised', 'perDay', Math.round(data.perDay), ['≤ 144', data.perDay <= GOALS.perDay]],
    ['raised', 'perTen', (data.perDay / 144).toFixed(1), ['≤ 1', data.perDay / 144 <= 1]],
    ['peak', 'peak', data.peak10min, ['≤ 10', data.peak10min <= GOALS.peak]],
    ['over10', 'over10', percent(data.over10), ['≤ 1%', data.over10 <= GOALS.over10]],
    ['chattering', 'chattering', data.chattering.length, ['0', data.chattering.length <= GOALS.chattering]],
    ['stale', 'stale', data.stale.length, ['≤ 5', data.stale.length <= GOALS.stale]],
    ['acknowledged', 'median', time(times.median)],
    ['acknowledged', 'p90', time(times.p90)],
    ['never', 'never', times.never],
    ['shelved', 'shelved', data.shelved],
    ['suppressed', 'suppressed', data.suppressed],
    ['removed', 'removed', data.outOfService],
  ]
  return (
    <dl className={style.numbers}>
      {figures.map(([figure, name, value, goal]) => (
        <div key={name}>
          <dt>{say(`figures.${name}`)}</dt>
          <dd>{number(figure, say(`figures.${name}`), value)}</dd>
          {goal && (
            <dd className={goal[1] ? style.goal : style.missed}>
              {say('figures.goal', { goal: goal[0] })} · {say(goal[1] ? 'figures.good' : 'figures.bad')}
            </dd>
          )}
        </div>
      ))}
    </dl>
  )
}

function PerHour({ data, choose }: { data: AlarmFigures; choose(figure: string, label: string): void }) {
  const say = useSay()
  const zone = useTimeZone()
  const most = Math.max(1, ...data.perHour.map(({ raised }) => raised))
  return (
    <section>
      <h2>{say('figures.perHour')}</h2>
      <div className={style.hours}>
        {data.perHour.map(({ hour, raised }) => {
          const label = say('figures.hour', { at: dateTime(hour, zone).slice(5, 16) })
          return (
            <button
              key={hour}
              type="button"
              title={`${label}: ${raised}`}
              aria-label={`${label}: ${raised}`}
              disabled={raised === 0}
              onClick={() => choose(`hour.${hour}`, label)}
            >
              <span style={{ height: `${(raised / most) * 100}%` }} />
            </button>
          )
        })}
      </div>
      <p className={style.ends}>
        <span>{data.perHour[0] && dateTime(data.perHour[0].hour, zone).slice(5, 16)}</span>
        <span>{most}</span>
        <span>{data.perHour.at(-1) && dateTime(data.perHour.at(-1)!.hour, zone).slice(5, 16)}</span>
      </p>
    </section>
  )
}

function TopTen({ data, number }: PartProps) {
  const say = useSay()
  const words = useAlarmName()
  return (
    <section>
      <h2>
        {say('figures.topTen')} {number('topTen', say('figures.topTen'), percent(data.topTenShare))}
      </h2>
      <table>
        <tbody>
          {data.topTen.map(({ alarm, raised }) => (
            <tr key={alarm}>
              <th scope="row">{words(alarm)}</th>
              <td className="number">{number(`alarm.${alarm}`, words(alarm), raised)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function ByPlace({ data, number }: PartProps) {
  const say = useSay()
  const names = useNames()
  return (
    <section>
      <h2>{say('figures.byPriority')}</h2>
      <table>
        <tbody>
          {data.byPriority.map((n, i) => {
            const label = say('figures.priority', { p: i + 1 })
            return (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td className="number">{number(`priority.${i + 1}`, label, n)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
      <h2>{say('figures.byPosition')}</h2>
      <table>
        <tbody>
          {data.byPosition.map(({ position, raised }) => {
            const label = position === '' ? say('figures.noZone') : names.zone(position)
            return (
              <tr key={position}>
                <th scope="row">{label}</th>
                <td className="number">{number(`position.${position}`, label, raised)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

function Floods({ data: { floods, floodTime }, number }: PartProps) {
  const say = useSay()
  const zone = useTimeZone()
  return (
    <section>
      <h2>
        {say('figures.floods')} <small className="muted">{percent(floodTime)}</small>
      </h2>
      {floods.length === 0 && <p className="muted">{say('figures.noFloods')}</p>}
      <table>
        <tbody>
          {floods.map(({ from, to, raised }) => {
            const label = `${dateTime(from, zone).slice(5, 16)} – ${shortTime(to, zone)}`
            return (
              <tr key={from}>
                <th scope="row">{label}</th>
                <td className="number">{number(`flood.${from}`, label, raised)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}
