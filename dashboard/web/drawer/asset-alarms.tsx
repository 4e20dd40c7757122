import { Link } from '@tanstack/react-router'
import { beginAcknowledge, useAlarmActions } from '../alarms/actions.ts'
import { alarmFigures, alarmWords } from '../alarms/describe.ts'
import { type AlarmRow, isStanding, isUnacked } from '../alarms/order.ts'
import { shortTicket } from '../alarms/row.tsx'
import { Button } from '../app/button.tsx'
import { Badge } from '../badge/badge.tsx'
import { useDirectory, useReading, useTimeZone } from '../directory/hooks.ts'
import { countdown } from '../format/duration.ts'
import { nearTime } from '../format/instant.ts'
import { useLanguage, useSay } from '../i18n/hooks.ts'
import { useKeys } from '../keyboard/keys.ts'
import { useAlarmRows, useNow } from '../live/hooks.ts'
import { useWhyNot } from '../session/why-not.ts'
import { useNewTicket } from '../tickets/create.tsx'
import { useGo } from '../url/hooks.ts'
import style from './asset-alarms.module.css'

/** Shown above the values; the rest is in the tab. */
const BRIEF = 3

/** The asset's alarms with what can be done about them. `brief`: only standing ones, nothing when there are none. */
export function AssetAlarms({ id, zone, brief = false }: { id: string; zone: boolean; brief?: boolean }) {
  const say = useSay()
  const go = useGo()
  const rows = useAlarmRows().filter(
    ({ alarm, state }) => (zone ? alarm.zone === id : alarm.asset === id) && (!brief || isStanding(state)),
  )
  const shown = brief ? rows.slice(0, BRIEF) : rows
  const first = rows.find(({ state }) => isUnacked(state))
  useKeys(brief && first ? { a: () => beginAcknowledge([first.alarm]) } : {})
  if (rows.length === 0) return brief ? null : <p className="muted">{say('drawer.noAlarms')}</p>
  return (
    <ul className={style.list}>
      {shown.map(row => (
        <AlarmCard key={row.alarm.id} row={row} />
      ))}
      {rows.length > shown.length && (
        <li>
          <Button small look="bare" onPress={() => go.change({ tab: 'alarms' }, { replace: true })}>
            {say('drawer.moreAlarms', { n: rows.length - shown.length })}
          </Button>
        </li>
      )}
    </ul>
  )
}

function AlarmCard({ row: { alarm, state } }: { row: AlarmRow }) {
  const say = useSay()
  const language = useLanguage()
  const directory = useDirectory()
  const reading = useReading()
  const zone = useTimeZone()
  const now = useNow()
  const point = alarm.point ? directory?.points.get(alarm.point) : undefined
  const lasting = (alarm.active ? now : (alarm.clearedAt ?? now)) - alarm.raisedAt
  return (
    <li className={style.card}>
      <Badge priority={alarm.priority} state={state} unknown={alarm.unknown} size={20} />
      <div className={style.words}>
        <p>
          <strong>{alarmWords(alarm, language)}</strong> {alarmFigures(alarm, point, reading)}
        </p>
        <p className={style.sub}>
          {[
            nearTime(alarm.raisedAt, now, zone),
            countdown(lasting),
            say(`alarm.state.${state}`) + (state === 'ACKED' && alarm.acked ? ` ${alarm.acked.by}` : ''),
            alarm.unknown && say('alarm.unknown'),
          ]
            .filter(Boolean)
            .join(' · ')}
          {alarm.ticket && (
            <>
              {' · '}
              <Link to="/tickets/$id" params={{ id: alarm.ticket }} search={true as never}>
                {shortTicket(alarm.ticket)}
              </Link>
            </>
          )}
        </p>
        {alarm.acked?.note && <p className={style.note}>{alarm.acked.note}</p>}
      </div>
      <AlarmButtons row={{ alarm, state }} />
    </li>
  )
}

function AlarmButtons({ row: { alarm, state } }: { row: AlarmRow }) {
  const say = useSay()
  const noAck = useWhyNot('alarm.acknowledge')
  const noShelve = useWhyNot('alarm.shelve')
  const noTicket = useWhyNot('ticket.create')
  const sending = useAlarmActions(all => all.sending.has(alarm.id))
  const disabled = (title: string | undefined) => (title ? { title, isDisabled: true } : {})
  return (
    <div className={style.buttons}>
      {isUnacked(state) && (
        <Button
          small
          look="strong"
          shortcut="a"
          {...disabled(noAck)}
          onPress={() => beginAcknowledge([alarm])}
        >
          {say(sending ? 'alarm.sending' : 'alarm.ackShort')}
        </Button>
      )}
      <Button small {...disabled(noShelve)} onPress={() => useAlarmActions.getState().ask('shelve', [alarm])}>
        {say('alarm.shelve')}
      </Button>
      {!alarm.ticket && (
        <Button small {...disabled(noTicket)} onPress={() => useNewTicket.getState().begin(alarm)}>
          {say('ticket.create')}
        </Button>
      )}
    </div>
  )
}
