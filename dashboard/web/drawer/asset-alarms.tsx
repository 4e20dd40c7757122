import { beginAcknowledge, useAlarmActions } from '../alarms/actions.ts'
import { alarmFigures, alarmWords } from '../alarms/describe.ts'
import { type AlarmRow, isStanding, isUnacked } from '../alarms/order.ts'
import { Button } from '../app/button.tsx'
import { Badge } from '../badge/badge.tsx'
import { useDirectory, useReading, useTimeZone } from '../directory/hooks.ts'
import { countdown } from '../format/duration.ts'
import { nearTime } from '../format/instant.ts'
import { useLanguage, useSay } from '../i18n/hooks.ts'
import { useKeys } from '../keyboard/keys.ts'
import { useAlarmRows, useConnection, useNow } from '../live/hooks.ts'
import { useMay } from '../session/rights.ts'
import { useGo } from '../url/hooks.ts'
import style from './asset-alarms.module.css'

/** The asset's alarms with what can be done about them. `brief`: only the standing ones, nothing when there are none. */
export function AssetAlarms({ id, zone, brief = false }: { id: string; zone: boolean; brief?: boolean }) {
  const say = useSay()
  const rows = useAlarmRows().filter(
    ({ alarm, state }) => (zone ? alarm.zone === id : alarm.asset === id) && (!brief || isStanding(state)),
  )
  const shown = brief ? rows.slice(0, 3) : rows
  const first = rows.find(({ state }) => isUnacked(state))
  useKeys(brief && first ? { a: () => beginAcknowledge([first.alarm]) } : {})
  if (rows.length === 0) return brief ? null : <p className="muted">{say('drawer.noAlarms')}</p>
  return (
    <ul className={style.list}>
      {shown.map(row => (
        <AlarmCard key={row.alarm.id} row={row} actions={brief} />
      ))}
      {rows.length > shown.length && <li className="muted">+{rows.length - shown.length}</li>}
    </ul>
  )
}

function AlarmCard({ row: { alarm, state }, actions }: { row: AlarmRow; actions: boolean }) {
  const say = useSay()
  const go = useGo()
  const language = useLanguage()
  const directory = useDirectory()
  const reading = useReading()
  const zone = useTimeZone()
  const now = useNow()
  const mayAck = useMay('alarm.acknowledge')
  const mayShelve = useMay('alarm.shelve')
  const { connected } = useConnection()
  const sending = useAlarmActions(all => all.sending.has(alarm.id))
  const point = alarm.point ? directory?.points.get(alarm.point) : undefined
  const why = (may: boolean) => (!may ? say('alarm.noAck') : connected ? undefined : say('alarm.offline'))
  const titled = (may: boolean) => {
    const title = why(may)
    return title ? { title, isDisabled: true } : {}
  }
  return (
    <li className={style.card}>
      <p className={style.head}>
        <Badge priority={alarm.priority} state={state} unknown={alarm.unknown} size={18} />
        <strong>{alarmWords(alarm, language)}</strong>
        <span>{alarmFigures(alarm, point, reading)}</span>
      </p>
      <p className={style.sub}>
        {[
          nearTime(alarm.raisedAt, now, zone),
          countdown((alarm.active ? now : (alarm.clearedAt ?? now)) - alarm.raisedAt),
          say(`alarm.state.${state}`) + (state === 'ACKED' && alarm.acked ? ` ${alarm.acked.by}` : ''),
          alarm.unknown && say('alarm.unknown'),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {alarm.acked?.note && !actions && <p className={style.note}>{alarm.acked.note}</p>}
      {actions && (
        <div className={style.buttons}>
          {isUnacked(state) && (
            <Button
              small
              look="strong"
              shortcut="a"
              {...titled(mayAck)}
              onPress={() => beginAcknowledge([alarm])}
            >
              {say(sending ? 'alarm.sending' : 'alarm.ack')}
            </Button>
          )}
          <Button
            small
            {...titled(mayShelve)}
            onPress={() => useAlarmActions.getState().ask('shelve', [alarm])}
          >
            {say('alarm.shelve')}
          </Button>
          {alarm.ticket && (
            <Button small onPress={() => go.to(`/tickets/${alarm.ticket}`)}>
              {say('alarm.columns.ticket')} {alarm.ticket}
            </Button>
          )}
        </div>
      )}
    </li>
  )
}
