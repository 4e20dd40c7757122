import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { Ticket, TicketView } from '../../../model/ticket.ts'
import { aroundQuery, siteQuery, ticketQuery } from '../api/queries.ts'
import { Button } from '../app/button.tsx'
import { Failed, Loading } from '../app/panel-state.tsx'
import { useNames, useTimeZone } from '../directory/hooks.ts'
import { span } from '../format/duration.ts'
import { dateTime } from '../format/instant.ts'
import { named, sayCode, useLanguage, useSay } from '../i18n/hooks.ts'
import { clock } from '../live/stream.ts'
import { personName } from '../people/names.ts'
import { useSession } from '../session/rights.ts'
import { radiusFor } from '../sketch/geometry.ts'
import { Sketch } from '../sketch/sketch.tsx'
import { letterOf } from '../trace/letters.ts'
import { type IsolationPlan, isolationQuery } from '../trace/queries.ts'
import { useGo } from '../url/hooks.ts'
import style from './print-page.module.css'
import { useTicketWords } from './words.ts'

/** A job on paper: A4, black on white, whatever the screen looks like. What is not known is a line to write on. */
export function PrintPage() {
  const { id } = useParams({ from: '/tickets/$id/print' })
  const asked = useQuery(ticketQuery(id))
  if (asked.data) return <Order view={asked.data} />
  if (asked.error) return <Failed error={asked.error} retry={() => void asked.refetch()} />
  return <Loading />
}

function Order({ view }: { view: TicketView }) {
  const say = useSay()
  const go = useGo()
  const language = useLanguage()
  const words = useTicketWords()
  const zone = useTimeZone()
  const session = useSession()
  const site = useQuery(siteQuery).data
  const { ticket, clocks } = view
  const limits = clocks.filter(({ deadline, state }) => deadline !== undefined && state !== 'exempt')
  return (
    <div className={style.desk}>
      <div className={style.tools}>
        <Button onPress={() => go.to(`/tickets/${ticket.id}`)}>{say('print.back')}</Button>
        <Button look="strong" onPress={() => window.print()}>
          {say('print.button')}
        </Button>
      </div>
      <article className={style.sheet} lang={language === 'zh' ? 'zh-CN' : 'en'}>
        <header>
          <p>{named(site?.name, language)}</p>
          <h1>{say('print.title')}</h1>
          <p className={style.number}>{ticket.id}</p>
        </header>
        <Facts ticket={ticket} />
        <section>
          <h2>{say('print.what')}</h2>
          <p>{ticket.content ?? ' '}</p>
        </section>
        <Valves ticket={ticket} />
        <section>
          <h2>{say('print.clocks')}</h2>
          <table>
            <tbody>
              {limits.map(({ name, rule, deadline, budget }) => (
                <tr key={`${name}${rule}`}>
                  <td>{sayCode(say, 'ticket.clock', name)}</td>
                  <td>{dateTime(deadline!, zone)}</td>
                  <td>{budget === undefined ? '' : span(budget)}</td>
                  <td>{rule}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
        <section>
          <h2>{say('print.done')}</h2>
          <p>
            {ticket.steps
              .map(done => `${sayCode(say, 'ticket.step', done.step)} ${dateTime(done.at, zone)}`)
              .join('　')}
          </p>
        </section>
        <section>
          <h2>{say('print.return')}</h2>
          {(['cause', 'measures', 'result', 'advice'] as const).map(key => (
            <p key={key} className={style.write}>
              {say(`print.${key}`)}
            </p>
          ))}
          <p className={style.sign}>
            <span>{say('print.crew')}</span>
            <span>{say('print.customer')}</span>
            <span>{say('print.date')}</span>
          </p>
        </section>
        <footer>
          {words.unit(ticket.unit)} · {say('ticket.policy', { policy: words.policy(ticket) })} ·{' '}
          {say('print.printedBy', {
            time: dateTime(clock.now(), zone),
            by: session ? personName(session.actor, language) : '',
          })}
        </footer>
      </article>
    </div>
  )
}

function Facts({ ticket }: { ticket: Ticket }) {
  const say = useSay()
  const words = useTicketWords()
  const names = useNames()
  const zone = useTimeZone()
  const place = ticket.at && `${ticket.at[1].toFixed(5)}, ${ticket.at[0].toFixed(5)} WGS-84`
  return (
    <table className={style.facts}>
      <tbody>
        <tr>
          <th>{say('ticket.categoryLabel')}</th>
          <td>
            {words.category(ticket)} {ticket.dn !== undefined && say('ticket.dn', { n: ticket.dn })}
          </td>
          <th>{say('ticket.column.start')}</th>
          <td>{dateTime(ticket.openedAt, zone)}</td>
        </tr>
        <tr>
          <th>{say('print.where')}</th>
          <td colSpan={3}>
            {[words.where(ticket), names.zone(ticket.zone), ticket.pipe ?? ticket.asset, place]
              .filter(Boolean)
              .join(' · ')}
          </td>
        </tr>
        <tr>
          <th>{say('print.reporter')}</th>
          <td colSpan={3}>
            {[
              sayCode(say, 'ticket.source', ticket.source),
              ticket.reporter,
              ticket.contact,
              ticket.contactWindow,
              ticket.externalNo,
            ]
              .filter(Boolean)
              .join(' · ')}
          </td>
        </tr>
      </tbody>
    </table>
  )
}

function Valves({ ticket }: { ticket: Ticket }) {
  const say = useSay()
  const language = useLanguage()
  const pipe = ticket.pipe ?? ''
  const plan = useQuery({ ...isolationQuery(pipe, []), enabled: pipe !== '' })
  return (
    <section>
      <h2>{say('print.valves')}</h2>
      {pipe === '' && <p>{say('print.noPipe')}</p>}
      {plan.error && <Failed error={plan.error} retry={() => void plan.refetch()} />}
      {plan.data && (
        <>
          <table>
            <thead>
              <tr>
                {(['letter', 'valve', 'size', 'turns', 'shut', 'opened'] as const).map(key => (
                  <th key={key}>{say(`print.${key}`)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {plan.data.close.map(({ id, diameter }, i) => (
                <tr key={id}>
                  <td>
                    <b>{letterOf(i)}</b>
                  </td>
                  <td>{id}</td>
                  <td>{say('ticket.dn', { n: Math.round(diameter) })}</td>
                  <td />
                  <td>☐</td>
                  <td>☐</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p>{say('print.dry', { customers: plan.data.customerCount, households: plan.data.households })}</p>
          {plan.data.critical.length > 0 && (
            <p>
              <b>{say('print.critical')}</b>{' '}
              {plan.data.critical.map(one => named(one.name, language) ?? one.id).join('、')}
            </p>
          )}
          <p className={style.small}>{say('print.proposal')}</p>
        </>
      )}
      <Area ticket={ticket} plan={plan.data} />
    </section>
  )
}

/** The network around the job, with the valves by the letters of the table. */
function Area({ ticket, plan }: { ticket: Ticket; plan: IsolationPlan | undefined }) {
  const say = useSay()
  const { at } = ticket
  const around = useQuery({ ...aroundQuery(at ?? [0, 0]), enabled: at !== undefined })
  if (!at) return <p>{say('print.noPlace')}</p>
  if (around.error) return <Failed error={around.error} retry={() => void around.refetch()} />
  if (!around.data) return null
  const valves = plan?.close ?? []
  return (
    <figure className={style.area}>
      <Sketch
        around={around.data}
        radius={radiusFor(
          at,
          valves.map(valve => valve.at),
          around.data.metres,
        )}
        segment={plan?.segment.links ?? []}
        valves={valves.map((valve, i) => ({ id: valve.id, at: valve.at, letter: letterOf(i) }))}
        label={say('print.area', { n: valves.length })}
      />
      <figcaption>{say('print.legend')}</figcaption>
    </figure>
  )
}
