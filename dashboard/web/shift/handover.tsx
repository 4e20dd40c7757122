import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../app/button.tsx'
import { Field } from '../app/field.tsx'
import { Failed, PanelState } from '../app/panel-state.tsx'
import { useTimeZone } from '../directory/hooks.ts'
import { dateTime } from '../format/instant.ts'
import { sayCode, useSay } from '../i18n/hooks.ts'
import { usePersonNames } from '../people/names.ts'
import { useSession } from '../session/rights.ts'
import { useWhyNot } from '../session/why-not.ts'
import { NotYet } from '../system/not-yet.tsx'
import style from './page.module.css'
import { beginHandover, type Handover, type HandoverStand, handoverQuery, takeHandover } from './queries.ts'

/** A shift handed over: what the rules want said, what stands in the way, two signatures. */
export function HandoverPanel() {
  const say = useSay()
  const asked = useQuery(handoverQuery)
  const { data } = asked
  if (!data) return <NotYet asked={asked} />
  const waiting = data.handovers.find(({ takenAt }) => takenAt === undefined)
  const past = data.handovers.filter(({ takenAt }) => takenAt !== undefined)
  return (
    <>
      {data.blocks.length > 0 && <Blocks blocks={data.blocks} />}
      {waiting && <Take stand={data} handover={waiting} />}
      <Begin key={waiting?.id ?? 'new'} stand={data} />
      <section>
        <h2>{say('shift.handover.past')}</h2>
        {past.length === 0 ? (
          <PanelState title={say('shift.handover.none')} />
        ) : (
          past.map(handover => <Past key={handover.id} handover={handover} />)
        )}
      </section>
    </>
  )
}

function Blocks({ blocks }: { blocks: readonly string[] }) {
  const say = useSay()
  return (
    <div className={style.blocks} role="status">
      <strong>{say('shift.handover.blocks')}</strong>
      <ul>
        {blocks.map(block => {
          const [why = '', ...rest] = block.split(':')
          const id = rest.join(':')
          const ticket = !id.includes('/')
          return (
            <li key={block}>
              {say(`shift.handover.blocked.${why}`, { id })}{' '}
              <Link to={ticket ? '/tickets/$id' : '/alarms'} params={{ id } as never}>
                {say(ticket ? 'shift.handover.tickets' : 'shift.handover.alarms')}
              </Link>
            </li>
          )
        })}
      </ul>
    </div>
  )
}

/** Sends a signature, once, and shows what kept it from counting. */
function useSign(sign: () => Promise<unknown>) {
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>()
  const send = async () => {
    setBusy(true)
    setFailure(undefined)
    try {
      await sign()
    } catch (error) {
      setFailure(error)
    }
    await client.invalidateQueries({ queryKey: handoverQuery.queryKey })
    setBusy(false)
  }
  return { busy, failure, send: () => void send() }
}

function Begin({ stand: { items, blocks } }: { stand: HandoverStand }) {
  const say = useSay()
  const [said, setSaid] = useState<Record<string, string>>({})
  const why = useWhyNot('alarm.acknowledge')
  const { busy, failure, send } = useSign(() => beginHandover(said))
  const unsaid = items.some(item => !said[item]?.trim())
  return (
    <section className={style.form}>
      <h2>{say('shift.handover.begin')}</h2>
      <p className={style.quiet}>
        {say(items.length === 0 ? 'shift.handover.notAsked' : 'shift.handover.itemsHint')}
      </p>
      {items.map(item => (
        <Field
          key={item}
          label={sayCode(say, 'shift.handover.field', item)}
          value={said[item] ?? ''}
          onChange={text => setSaid(all => ({ ...all, [item]: text }))}
          required
          long
        />
      ))}
      {failure !== undefined && <Failed error={failure} />}
      <div>
        <Button
          look="strong"
          isDisabled={busy || unsaid || blocks.length > 0 || why !== undefined}
          onPress={send}
          {...(why ? { title: why } : {})}
        >
          {say('shift.handover.sign')}
        </Button>
      </div>
    </section>
  )
}

function Take({ stand: { inspection, blocks }, handover }: { stand: HandoverStand; handover: Handover }) {
  const say = useSay()
  const zone = useTimeZone()
  const person = usePersonNames()
  const me = useSession()?.actor.id
  const [looked, setLooked] = useState<Record<string, boolean>>({})
  const right = useWhyNot('alarm.acknowledge')
  const why = me === handover.outgoing ? say('shift.handover.same') : right
  const { busy, failure, send } = useSign(() => takeHandover(handover.id, looked))
  return (
    <section className={style.form}>
      <h2>{say('shift.handover.take')}</h2>
      <p>
        {say('shift.handover.waiting', {
          by: person(handover.outgoing),
          at: dateTime(handover.begunAt, zone),
        })}
      </p>
      <Items handover={handover} />
      <p className={style.quiet}>{say('shift.handover.takeHint')}</p>
      {inspection.map(item => (
        <label key={item} className={style.check}>
          <input
            type="checkbox"
            checked={looked[item] ?? false}
            onChange={event => setLooked(all => ({ ...all, [item]: event.target.checked }))}
          />
          {sayCode(say, 'shift.handover.field', item)}
        </label>
      ))}
      {failure !== undefined && <Failed error={failure} />}
      {why && <p className={style.quiet}>{why}</p>}
      <div>
        <Button
          look="strong"
          isDisabled={
            busy || why !== undefined || blocks.length > 0 || inspection.some(item => !looked[item])
          }
          onPress={send}
          {...(why ? { title: why } : {})}
        >
          {say('shift.handover.signTake')}
        </Button>
      </div>
    </section>
  )
}

function Items({ handover: { items, standing } }: { handover: Handover }) {
  const say = useSay()
  return (
    <>
      <dl className={style.items}>
        {Object.entries(items).map(([item, text]) => (
          <div key={item} style={{ display: 'contents' }}>
            <dt>{sayCode(say, 'shift.handover.field', item)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <details>
        <summary>
          {say('shift.handover.standing', {
            alarms: standing.alarms.length,
            tickets: standing.tickets.length,
          })}
        </summary>
        <p className={style.quiet}>{standing.alarms.join(' · ')}</p>
        <p>
          {standing.tickets.map(id => (
            <Link key={id} to="/tickets/$id" params={{ id }}>
              {id}{' '}
            </Link>
          ))}
        </p>
      </details>
    </>
  )
}

function Past({ handover }: { handover: Handover }) {
  const say = useSay()
  const zone = useTimeZone()
  const person = usePersonNames()
  return (
    <details>
      <summary>
        {say('shift.handover.done', {
          outgoing: person(handover.outgoing),
          incoming: person(handover.incoming),
          at: dateTime(handover.takenAt ?? handover.begunAt, zone),
        })}
      </summary>
      <Items handover={handover} />
    </details>
  )
}
