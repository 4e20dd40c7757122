import { type ReactNode, useCallback, useMemo } from 'react'
import { useNarrow } from '../grid/narrow.ts'
import { Rows } from '../grid/rows.tsx'
import { useSay } from '../i18n/hooks.ts'
import { useKeys } from '../keyboard/keys.ts'
import { useWhyNot } from '../session/why-not.ts'
import { useNewTicket } from '../tickets/create.tsx'
import { useGo, useSearch } from '../url/hooks.ts'
import { beginAcknowledge, useAlarmActions } from './actions.ts'
import { type FloodLine, firstOuts } from './flood.ts'
import { GroupLine } from './group-line.tsx'
import style from './list.module.css'
import { type AlarmRow, isUnacked } from './order.ts'
import { AlarmLine } from './row.tsx'
import { useFlood, useLines } from './use-flood.ts'
import { useFrozen } from './use-frozen.ts'

interface AlarmListProps {
  rows: readonly AlarmRow[]
  compact?: boolean
  empty: ReactNode
  active: string | undefined
  onActive(id: string | undefined): void
}

const idOf = (line: FloodLine) => ('row' in line ? line.row.alarm.id : `group:${line.group.zone}`)

/** The operator's list: holds still under the pointer, groups in a flood, and has a key for everything one does. */
export function AlarmList({ rows, compact = false, empty, active, onActive }: AlarmListProps) {
  const say = useSay()
  const go = useGo()
  const { sel } = useSearch()
  const narrow = useNarrow()
  const noTicket = useWhyNot('ticket.create')
  const noAck = useWhyNot('alarm.acknowledge')
  const noShelve = useWhyNot('alarm.shelve')
  const { flood, raised } = useFlood()
  const { lines, toggle, open } = useLines(rows, flood)
  const firsts = useMemo(() => firstOuts(rows), [rows])
  const list = useFrozen(lines, idOf)
  const at = list.rows.findIndex(line => idOf(line) === active)
  const line = list.rows[at]
  const alarm = line && 'row' in line ? line.row.alarm : undefined
  const move = (step: number) => {
    const next = list.rows[Math.max(0, Math.min(list.rows.length - 1, at < 0 ? 0 : at + step))]
    if (next) onActive(idOf(next))
  }
  const show = useCallback(
    (one: AlarmRow['alarm']) => go.to('/map', { sel: one.asset ?? one.zone ?? sel }),
    [go, sel],
  )
  const unackedIn = (one: FloodLine) =>
    ('row' in one ? [one.row] : one.group.rows).filter(({ state }) => isUnacked(state)).map(row => row.alarm)
  const visible = [...new Set(list.rows.flatMap(unackedIn))]
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    a: () => {
      const which = line ? unackedIn(line) : []
      return which.length > 0 && !noAck ? beginAcknowledge(which) : false
    },
    A: () => (visible.length > 0 && !noAck ? useAlarmActions.getState().ask('acknowledge', visible) : false),
    s: () => (alarm && !noShelve ? useAlarmActions.getState().ask('shelve', [alarm]) : false),
    z: () => (alarm ? show(alarm) : false),
    t: () => {
      if (!alarm) return false
      if (alarm.ticket) return go.to(`/tickets/${alarm.ticket}`)
      return noTicket ? false : useNewTicket.getState().begin(alarm)
    },
  })
  return (
    <div className={style.list} {...list.handlers}>
      {list.waiting > 0 && (
        <button type="button" className={style.fresh} onClick={list.release}>
          {say('alarm.new', { count: list.waiting })}
        </button>
      )}
      <Rows
        label={say('alarm.list')}
        rows={list.rows}
        idOf={idOf}
        rowHeight={narrow ? 64 : compact ? 28 : 32}
        active={active}
        onActive={onActive}
        onOpen={one => ('row' in one ? show(one.row.alarm) : toggle(one.group.zone))}
        header={
          <>
            {flood && (
              <p className={style.flood} role="status">
                {say('alarm.flood', { n: raised })}
              </p>
            )}
            {!compact && <Head />}
          </>
        }
        empty={empty}
        render={one =>
          'row' in one ? (
            <AlarmLine row={one.row} compact={compact} first={firsts.has(one.row.alarm.id)} />
          ) : (
            <GroupLine
              group={one.group}
              open={open.has(one.group.zone)}
              toggle={() => toggle(one.group.zone)}
            />
          )
        }
      />
    </div>
  )
}

const COLUMNS = [
  '',
  'raised',
  'asset',
  'point',
  'condition',
  'lasting',
  'zone',
  'state',
  'ticket',
  ' ',
] as const

function Head() {
  const say = useSay()
  return (
    <div className={style.head} aria-hidden="true">
      {COLUMNS.map(column => (
        <span key={column} className={column === 'lasting' ? 'number' : ''}>
          {column.trim() === '' ? '' : say(`alarm.columns.${column}`)}
        </span>
      ))}
    </div>
  )
}
