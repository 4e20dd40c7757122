import { useState } from 'react'
import type { ValveFinding } from '../../../../model/ticket.ts'
import { nearTime } from '../../format/instant.ts'
import { named, useLanguage, useSay } from '../../i18n/hooks.ts'
import { letterOf } from '../../trace/letters.ts'
import { did } from '../engine.ts'
import look from '../look.module.css'
import { Panel, Tap, usePersonName, useSiteNow, useTimeZone } from '../parts.tsx'
import { freshPosition, useMeasured } from '../position/measure.ts'
import { metresBetween } from '../position/position.ts'
import { type Plan, siteNow, useField } from '../state.ts'
import { type Kept, type ValveState, valveStates } from '../work/ahead.ts'
import style from './job.module.css'

const FINDINGS = ['closed', 'notClosed', 'inoperable'] as const

/** The valves of the shut-off, each with what was found at it. Nothing is called closed before the server has heard it. */
export function ValvesPanel({ kept }: { kept: Kept }) {
  const say = useSay()
  const language = useLanguage()
  const plan = useField(state => state.plans[kept.ticket.id])
  const entries = useField(state => state.entries)
  if (kept.ticket.pipe === undefined) return null
  if (!plan)
    return (
      <Panel title={say('field.valves.title')}>
        <p className="muted">{say('field.valves.notRead')}</p>
      </Panel>
    )
  const states = valveStates(kept, entries)
  const closed = plan.close.filter(({ id }) => {
    const state = states.get(id)
    return state?.finding === 'closed' && !state.pending
  }).length
  // A valve that failed is out of the new plan; what was found there must stay to be read.
  const gone = [...states.keys()].filter(id => !plan.close.some(valve => valve.id === id))
  return (
    <Panel title={say('field.valves.count', { n: closed, of: plan.close.length })}>
      {!plan.possible && <p className={look.note}>{say('field.valves.impossible')}</p>}
      {plan.close.map((valve, i) => (
        <Valve
          key={valve.id}
          ticket={kept.ticket.id}
          letter={letterOf(i)}
          id={valve.id}
          name={named(valve.name, language)}
          dn={valve.diameter}
          at={valve.at}
          state={states.get(valve.id)}
          instead={plan.alternatives.find(one => one.valve.id === valve.id)}
        />
      ))}
      {gone.map(id => (
        <Valve key={id} ticket={kept.ticket.id} letter="–" id={id} state={states.get(id)} />
      ))}
      <p className="muted">
        {say('field.valves.dry', { customers: plan.customerCount, households: plan.households })}
        {plan.critical.length > 0 &&
          ` ${say('field.valves.critical', { list: plan.critical.map(one => named(one.name, language) ?? one.id).join(say('field.comma')) })}`}
      </p>
    </Panel>
  )
}

interface ValveProps {
  ticket: string
  letter: string
  id: string
  name?: string | undefined
  dn?: number
  at?: [number, number]
  state: ValveState | undefined
  instead?: Plan['alternatives'][number] | undefined
}

function Valve({ ticket, letter, id, name, dn, at, state, instead }: ValveProps) {
  const say = useSay()
  const zone = useTimeZone()
  const now = useSiteNow()
  const person = usePersonName()
  const here = useMeasured(measured => measured.position)
  const [open, setOpen] = useState(false)
  const [note, setNote] = useState('')
  const report = async (finding: ValveFinding) => {
    const position = freshPosition()
    const words = note.trim()
    const more = { ...(words === '' ? {} : { note: words }), ...(position ? { position } : {}) }
    const ok = await did({ ticket, at: siteNow(), act: { kind: 'valve', valve: id, finding, ...more } })
    if (ok) setOpen(false)
  }
  const failed = state?.finding === 'notClosed' || state?.finding === 'inoperable'
  const away = here && at ? Math.round(metresBetween(here.at, at)) : undefined
  return (
    <details className={style.valve} open={open} onToggle={e => setOpen(e.currentTarget.open)}>
      <summary>
        <span
          className={style.letter}
          data-shut={state?.finding === 'closed' && !state.pending ? '' : undefined}
        >
          {letter}
        </span>
        <span>
          <strong>{name ?? id}</strong>
          {name && ` ${id}`}
          {dn !== undefined && ` ${say('ticket.dn', { n: Math.round(dn) })}`}
          {away !== undefined && <span className="muted"> {away} m</span>}
          <br />
          {state?.finding ? (
            <span>
              {say(state.pending ? `field.valve.pending.${state.finding}` : `field.valve.${state.finding}`)}{' '}
              <span className="muted">
                {state.at !== undefined && nearTime(state.at, now, zone)} {state.by && person(state.by)}
              </span>
            </span>
          ) : (
            <span className="muted">{say('field.valve.unknown')}</span>
          )}
        </span>
      </summary>
      {failed && instead && (
        <p className={look.note}>
          {instead.possible
            ? say('field.valves.instead', {
                list: instead.more.map(one => one.id).join(say('field.comma')),
                n: instead.moreHouseholds,
              })
            : say('field.valves.noInstead')}
        </p>
      )}
      <div className={look.stack}>
        <label className={look.field}>
          {say('field.valve.note')}
          <input value={note} maxLength={500} onChange={e => setNote(e.target.value)} />
        </label>
        {FINDINGS.map(finding => (
          <Tap
            key={finding}
            wide
            look={finding === 'closed' ? 'strong' : 'plain'}
            onClick={() => void report(finding)}
          >
            {say(`field.valve.${finding}`)}
          </Tap>
        ))}
        {state?.finding === 'closed' && (
          <Tap wide onClick={() => void report('opened')}>
            {say('field.valve.opened')}
          </Tap>
        )}
      </div>
    </details>
  )
}
