import { Link } from '@tanstack/react-router'
import { isOpen } from '../../../model/ticket.ts'
import { useSay } from '../i18n/hooks.ts'
import { useTickets } from '../live/hooks.ts'
import { NextClock } from '../tickets/clock-strip.tsx'
import { useTicketWords } from '../tickets/words.ts'
import style from './asset-alarms.module.css'

/** Open jobs at the asset, or in the zone. */
export function AssetTickets({ id, zone }: { id: string; zone: boolean }) {
  const say = useSay()
  const words = useTicketWords()
  const here = useTickets().filter(
    ({ ticket }) => isOpen(ticket) && (zone ? ticket.zone === id : ticket.asset === id),
  )
  if (here.length === 0) return <p className="muted">{say('drawer.noTickets')}</p>
  return (
    <ul className={style.list}>
      {here.map(view => (
        <li key={view.ticket.id} className={style.card}>
          <p className={style.head}>
            <Link to="/tickets/$id" params={{ id: view.ticket.id }} search={true as never}>
              {view.ticket.id}
            </Link>
            <strong>{words.category(view.ticket)}</strong>
          </p>
          <NextClock view={view} />
        </li>
      ))}
    </ul>
  )
}
