import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Failed, Loading } from '../app/panel-state.tsx'
import { useNames } from '../directory/hooks.ts'
import { named, useLanguage, useSay } from '../i18n/hooks.ts'
import style from './panel.module.css'
import { type IsolationPlan, isolationQuery } from './queries.ts'
import { letterOf, useTrace } from './shown.ts'

/** Customers named before the rest is only counted. */
const LISTED = 12

/** Valves to close, by letters that are also on the map, and who will be without water. */
export function IsolationResult({ asset }: { asset: string }) {
  const say = useSay()
  const [stuck, setStuck] = useState<readonly string[]>([])
  const plan = useQuery(isolationQuery(asset, stuck))
  const show = useTrace(trace => trace.show)
  useEffect(() => {
    const { data } = plan
    if (!data) return
    show({
      pipes: data.segment.links,
      dry: data.alsoDry.links,
      valves: data.close.map(({ id, at }, i) => ({ id, at, letter: letterOf(i) })),
    })
  }, [plan.data, show, plan])
  if (plan.error) return <Failed error={plan.error} retry={() => void plan.refetch()} />
  if (!plan.data) return <Loading />
  const toggle = (valve: string) =>
    setStuck(before => (before.includes(valve) ? before.filter(id => id !== valve) : [...before, valve]))
  return (
    <>
      <Summary plan={plan.data} />
      <Valves plan={plan.data} stuck={stuck} toggle={toggle} />
      <Dry plan={plan.data} />
      <p className={style.note}>{say('trace.proposal')}</p>
    </>
  )
}

function Summary({ plan }: { plan: IsolationPlan }) {
  const say = useSay()
  if (!plan.possible)
    return (
      <p className={style.warn} role="alert">
        {say('trace.impossible', { sources: plan.sources.join(', ') })}
      </p>
    )
  return (
    <dl className={style.figures}>
      <Figure label={say('trace.valves')} value={plan.close.length} />
      <Figure label={say('trace.customers')} value={plan.customerCount} />
      <Figure label={say('trace.households')} value={plan.households} />
      <Figure label={say('trace.critical')} value={plan.critical.length} />
    </dl>
  )
}

function Figure({ label, value }: { label: string; value: number }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  )
}

interface ValvesProps {
  plan: IsolationPlan
  stuck: readonly string[]
  toggle(valve: string): void
}

function Valves({ plan, stuck, toggle }: ValvesProps) {
  const say = useSay()
  const alternative = new Map(plan.alternatives.map(one => [one.valve.id, one]))
  return (
    <section>
      <h3>{say('trace.toClose')}</h3>
      <ul className={style.valves}>
        {plan.close.map(({ id, diameter }, i) => {
          const other = alternative.get(id)
          return (
            <li key={id}>
              <span className={style.letter}>{letterOf(i)}</span>
              <span>
                {id} <span className="muted">DN{Math.round(diameter)}</span>
                {other && (
                  <small>
                    {other.possible
                      ? say('trace.ifStuck', { valves: other.more.length, households: other.moreHouseholds })
                      : say('trace.ifStuckImpossible')}
                  </small>
                )}
              </span>
              <label>
                <input type="checkbox" checked={false} onChange={() => toggle(id)} /> {say('trace.stuck')}
              </label>
            </li>
          )
        })}
        {stuck.map(id => (
          <li key={id} className={style.stuck}>
            <span className={style.letter}>✕</span>
            <span>{id}</span>
            <label>
              <input type="checkbox" checked onChange={() => toggle(id)} /> {say('trace.stuck')}
            </label>
          </li>
        ))}
      </ul>
      {plan.alreadyShut.length > 0 && (
        <p className={style.note}>
          {say('trace.alreadyShut', { list: plan.alreadyShut.map(({ id }) => id).join(', ') })}
        </p>
      )}
    </section>
  )
}

function Dry({ plan }: { plan: IsolationPlan }) {
  const say = useSay()
  const language = useLanguage()
  const names = useNames()
  const shown = [...plan.critical, ...plan.customers.filter(one => !one.critical)].slice(0, LISTED)
  if (plan.customerCount === 0) return <p className="muted">{say('trace.nobody')}</p>
  return (
    <section>
      <h3>{say('trace.withoutWater')}</h3>
      {plan.stations.map(({ station, hours }) => (
        <p key={station.id} className={style.station}>
          {names.asset(station.id)}{' '}
          <span className="muted">
            {hours === undefined ? say('trace.tankUnknown') : say('trace.tank', { hours: hours.toFixed(1) })}
          </span>
        </p>
      ))}
      <ul className={style.customers}>
        {shown.map(customer => (
          <li key={customer.id}>
            <span>
              {customer.critical && <b>{say(`trace.criticalKind.${customer.critical}`)} </b>}
              {named(customer.name, language)}
            </span>
            <span className="muted">{say('trace.ofHouseholds', { count: customer.households })}</span>
          </li>
        ))}
      </ul>
      {plan.customerCount > shown.length && (
        <p className={style.note}>{say('trace.more', { n: plan.customerCount - shown.length })}</p>
      )}
      {plan.resupply.slice(0, 3).map(way => (
        <p key={way.open} className={style.note}>
          {say('trace.resupply', { id: way.open, n: way.households })}
        </p>
      ))}
    </section>
  )
}
