import { useState } from 'react'
import { Button, GridList, GridListItem, useDragAndDrop } from 'react-aria-components'
import type { TicketView } from '../../../model/ticket.ts'
import { Icon } from '../app/icon.tsx'
import { useSay } from '../i18n/hooks.ts'
import { useGo } from '../url/hooks.ts'
import style from './board.module.css'
import { NextClock } from './clock-strip.tsx'
import { byColumn, COLUMNS, type Column, moveTo } from './columns.ts'
import { NextSteps, Said } from './next-steps.tsx'
import { type Next, StepForm } from './step-form.tsx'
import { useStep } from './use-step.ts'
import { useTicketWords } from './words.ts'

const DRAGGED = 'standpipe-ticket'

/** Jobs by where they stand, for the meeting of a shift. Dragging, the button and the keyboard do the same step. */
export function Board({ rows }: { rows: readonly TicketView[] }) {
  const say = useSay()
  const words = useTicketWords()
  const { said, send } = useStep()
  const [asking, setAsking] = useState<{ ticket: string; next: Next }>()
  const [refused, setRefused] = useState<string>()
  const board = byColumn(rows)
  const drop = (id: string, column: Column) => {
    const view = rows.find(one => one.ticket.id === id)
    if (!view) return
    const move = moveTo(view, column)
    setRefused(undefined)
    if (move.can && move.next.missing.length === 0) void send(id, move.next.step)
    else if (move.can) setAsking({ ticket: id, next: move.next })
    else if (move.why === 'gate')
      setRefused(`${id}　${say('ticket.gate', { list: move.missing.map(words.missing).join('、') })}`)
    else if (move.why === 'no-step')
      setRefused(`${id}　${say('ticket.noStepThere', { column: say(`ticket.board.${column}`) })}`)
  }
  return (
    <div className={style.page}>
      <div className={style.said} aria-live="polite">
        {refused ? <p>{refused}</p> : said && <Said said={said} />}
      </div>
      <div className={style.board}>
        {COLUMNS.filter(column => column !== 'done').map(column => (
          <Lane key={column} column={column} views={board[column]} drop={drop} />
        ))}
      </div>
      {asking && (
        <StepForm
          next={asking.next}
          close={() => setAsking(undefined)}
          send={async (step, more) => {
            setAsking(undefined)
            await send(asking.ticket, step, more)
          }}
        />
      )}
    </div>
  )
}

interface LaneProps {
  column: Column
  views: TicketView[]
  drop(ticket: string, column: Column): void
}

function Lane({ column, views, drop }: LaneProps) {
  const say = useSay()
  const go = useGo()
  const words = useTicketWords()
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: keys => [...keys].map(key => ({ [DRAGGED]: String(key), 'text/plain': String(key) })),
    acceptedDragTypes: [DRAGGED],
    getDropOperation: () => 'move',
    onRootDrop: async event => {
      for (const item of event.items) if (item.kind === 'text') drop(await item.getText(DRAGGED), column)
    },
  })
  const title = `${say(`ticket.board.${column}`)} ${views.length}`
  return (
    <section className={style.lane}>
      <h2>{title}</h2>
      <GridList
        aria-label={title}
        items={views.map(view => ({ ...view, id: view.ticket.id }))}
        dragAndDropHooks={dragAndDropHooks}
        className={style.list ?? ''}
        renderEmptyState={() => <p className={style.empty}>–</p>}
        onAction={key => go.to(`/tickets/${String(key)}`)}
      >
        {view => (
          <GridListItem textValue={`${view.id} ${words.category(view.ticket)}`} className={style.card ?? ''}>
            <Button slot="drag" className={style.handle ?? ''} aria-label={say('ticket.drag')}>
              <Icon name="grip" size={14} />
            </Button>
            <p className={style.head}>
              <strong>{words.category(view.ticket)}</strong>
              {view.ticket.dn !== undefined && <span>{say('ticket.dn', { n: view.ticket.dn })}</span>}
              <span className={style.id}>{view.ticket.id}</span>
            </p>
            <p className={style.where}>{words.where(view.ticket)}</p>
            <NextClock view={view} />
            <NextSteps view={view} small />
          </GridListItem>
        )}
      </GridList>
    </section>
  )
}
