import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useMemo, useState } from 'react'
import type { TicketView } from '../../../model/ticket.ts'
import { Button } from '../app/button.tsx'
import { Choice } from '../app/choice.tsx'
import { FilterField } from '../app/filter-field.tsx'
import { Loading, PanelState } from '../app/panel-state.tsx'
import { ReconnectingBar } from '../app/reconnecting-bar.tsx'
import { useTimeZone } from '../directory/hooks.ts'
import { nearTime } from '../format/instant.ts'
import { useNarrow, useWide } from '../grid/narrow.ts'
import { Rows } from '../grid/rows.tsx'
import { sayCode, useSay } from '../i18n/hooks.ts'
import { useKeys } from '../keyboard/keys.ts'
import { useNow, useNowIn, useTickets } from '../live/hooks.ts'
import { useScene } from '../live/scene.ts'
import { useWhyNot } from '../session/why-not.ts'
import { useGo, useSearch } from '../url/hooks.ts'
import { ClockStrip, NextClock } from './clock-strip.tsx'
import { NextSteps } from './next-steps.tsx'
import { isBreached, ticketPasses, ticketRows } from './order.ts'
import style from './page.module.css'
import { useTicketWords } from './words.ts'

const Intake = lazy(() => import('./intake.tsx').then(({ Intake }) => ({ default: Intake })))
const Simulator = lazy(() => import('./simulator.tsx').then(({ Simulator }) => ({ default: Simulator })))
const Board = lazy(() => import('./board.tsx').then(({ Board }) => ({ default: Board })))

const VIEWS = ['list', 'board', 'map'] as const
type View = (typeof VIEWS)[number]

const idOf = (view: TicketView) => view.ticket.id

/** Open jobs by what must be done next. */
export function TicketsPage() {
  const say = useSay()
  const go = useGo()
  const { f, tab } = useSearch()
  const shown: View = tab === 'board' ? 'board' : 'list'
  const all = useTickets()
  const { tickets } = useScene()
  const words = useTicketWords()
  const narrow = useNarrow()
  const wide = useWide()
  const now = useNowIn(5_000)
  const [active, setActive] = useState<string>()
  const open = useMemo(() => ticketRows(all, now), [all, now])
  const rows = open.filter(view =>
    ticketPasses(view, f, [words.category(view.ticket), words.where(view.ticket)]),
  )
  const breached = open.filter(view => isBreached(view, now)).length
  const hidden = breached - rows.filter(view => isBreached(view, now)).length
  const at = rows.findIndex(view => idOf(view) === active)
  const move = (step: number) => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + step))]
    if (next) setActive(idOf(next))
  }
  const look = (next: View) =>
    next === 'map'
      ? go.to('/map', { l: 'tickets' })
      : go.change({ tab: next === 'board' ? 'board' : undefined })
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: () => (active ? go.to(`/tickets/${active}`) : false),
    v: () => look(shown === 'list' ? 'board' : 'map'),
    z: () => (rows[at]?.ticket.asset ? go.to('/map', { sel: rows[at].ticket.asset }) : false),
  })
  return (
    <section className={style.page} aria-label={say('ticket.title')}>
      <div className={style.bar}>
        <h1>{say('ticket.title')}</h1>
        <span className="muted">{say('ticket.open', { n: open.length })}</span>
        {breached > 0 && <span className={style.breached}>{say('ticket.breached', { n: breached })}</span>}
        <Choice
          hideLabel
          label={say('ticket.view.label')}
          value={shown}
          onChange={look}
          options={VIEWS.map(value => ({ value, label: say(`ticket.view.${value}`) }))}
        />
        <NewCall />
        <TryPolicy />
        <Link to="/notices" className={style.notices}>
          {say('notice.open')}
        </Link>
        <div className={style.filter}>
          <FilterField />
        </div>
      </div>
      <ReconnectingBar />
      {hidden > 0 && (
        <p className={style.hidden} role="status">
          <span className={style.breached}>{say('ticket.hiddenOverdue', { count: hidden })}</span>
          <Button small onPress={() => go.change({ f: undefined })}>
            {say('ticket.showAll')}
          </Button>
        </p>
      )}
      <div className={style.list}>
        {shown === 'board' && tickets.loaded ? (
          <Suspense fallback={<Loading />}>
            <Board rows={rows} />
          </Suspense>
        ) : (
          <Rows
            label={say('ticket.list')}
            rows={rows}
            idOf={idOf}
            rowHeight={narrow ? 124 : wide ? 66 : 92}
            active={active}
            onActive={setActive}
            onOpen={view => go.to(`/tickets/${idOf(view)}`)}
            empty={
              !tickets.loaded ? (
                <PanelState title={say('ticket.notLoaded')} />
              ) : open.length > 0 ? (
                <PanelState icon="filter" title={say('ticket.noneFiltered', { n: open.length })} />
              ) : (
                <PanelState icon="check" title={say('ticket.none')} />
              )
            }
            render={view => <TicketLine view={view} />}
          />
        )}
      </div>
    </section>
  )
}

/** Taking a call down: `c`, or the button. */
function NewCall() {
  const say = useSay()
  const why = useWhyNot('ticket.create')
  const [open, setOpen] = useState(false)
  useKeys({ c: () => (why ? false : setOpen(true)) })
  return (
    <>
      <Button
        small
        shortcut="c"
        isDisabled={why !== undefined}
        onPress={() => setOpen(true)}
        {...(why && { title: why })}
      >
        {say('intake.begin')}
      </Button>
      {open && (
        <Suspense>
          <Intake close={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}

/** What the policy in force would ask of a job. */
function TryPolicy() {
  const say = useSay()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button small onPress={() => setOpen(true)}>
        {say('ticket.simulator.open')}
      </Button>
      {open && (
        <Suspense>
          <Simulator close={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}

function TicketLine({ view }: { view: TicketView }) {
  const say = useSay()
  const words = useTicketWords()
  const zone = useTimeZone()
  const now = useNow()
  const { ticket } = view
  return (
    <div className={style.line}>
      <div role="gridcell" className={style.what}>
        <p className={style.head}>
          <Link to="/tickets/$id" params={{ id: ticket.id }} search={true as never} className={style.id}>
            {ticket.id}
          </Link>
          <strong>{words.category(ticket)}</strong>
          {ticket.dn !== undefined && <span>{say('ticket.dn', { n: ticket.dn })}</span>}
          <span className={style.where}>{words.where(ticket)}</span>
        </p>
        <p className={style.sub}>
          {[
            words.unit(ticket.unit),
            sayCode(say, 'ticket.source', ticket.source),
            say('ticket.openedAt', { time: nearTime(ticket.openedAt, now, zone) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      <div role="gridcell" className={style.clocks}>
        <ClockStrip view={view} />
      </div>
      <div role="gridcell" className={style.due}>
        <NextClock view={view} />
      </div>
      <div role="gridcell" className={style.next}>
        <NextSteps view={view} small />
      </div>
    </div>
  )
}
