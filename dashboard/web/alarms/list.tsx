import { type ReactNode, useCallback } from 'react'
import { useNarrow } from '../grid/narrow.ts'
import { Rows } from '../grid/rows.tsx'
import { useSay } from '../i18n/hooks.ts'
import { useKeys } from '../keyboard/keys.ts'
import { useGo, useSearch } from '../url/hooks.ts'
import { beginAcknowledge, useAlarmActions } from './actions.ts'
import style from './list.module.css'
import { type AlarmRow, isUnacked } from './order.ts'
import { AlarmLine } from './row.tsx'
import { useFrozen } from './use-frozen.ts'

interface AlarmListProps {
  rows: readonly AlarmRow[]
  compact?: boolean
  empty: ReactNode
  active: string | undefined
  onActive(id: string | undefined): void
}

const idOf = (row: AlarmRow) => row.alarm.id

/** The operator's list: holds still under the pointer, and has a key for everything one does to an alarm. */
export function AlarmList({ rows, compact = false, empty, active, onActive }: AlarmListProps) {
  const say = useSay()
  const go = useGo()
  const { sel } = useSearch()
  const narrow = useNarrow()
  const list = useFrozen(rows, idOf)
  const at = list.rows.findIndex(row => idOf(row) === active)
  const row = list.rows[at]
  const move = (step: number) => {
    const next = list.rows[Math.max(0, Math.min(list.rows.length - 1, at < 0 ? 0 : at + step))]
    if (next) onActive(idOf(next))
  }
  const show = useCallback(
    (alarm: AlarmRow['alarm']) => go.to('/map', { sel: alarm.asset ?? alarm.zone ?? sel }),
    [go, sel],
  )
  const unacked = list.rows.filter(({ state }) => isUnacked(state)).map(({ alarm }) => alarm)
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    a: () => (row && isUnacked(row.state) ? beginAcknowledge([row.alarm]) : false),
    A: () => (unacked.length > 0 ? useAlarmActions.getState().ask('acknowledge', unacked) : false),
    s: () => (row ? useAlarmActions.getState().ask('shelve', [row.alarm]) : false),
    z: () => (row ? show(row.alarm) : false),
    t: () => (row?.alarm.ticket ? go.to(`/tickets/${row.alarm.ticket}`) : false),
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
        onOpen={({ alarm }) => show(alarm)}
        header={compact ? undefined : <Head />}
        empty={empty}
        render={line => <AlarmLine row={line} compact={compact} />}
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
