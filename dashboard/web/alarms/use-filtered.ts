import { useMemo } from 'react'
import { useDirectory, useNames } from '../directory/hooks.ts'
import { useLanguage } from '../i18n/hooks.ts'
import { useAlarmRows } from '../live/hooks.ts'
import { alarmPasses, isEmpty, readFilter } from '../url/filter.ts'
import { useSearch } from '../url/hooks.ts'
import { alarmWords } from './describe.ts'
import type { AlarmRow } from './order.ts'

/** All rows, and those that pass the address's filter; kinds of asset count as well. */
export function useFilteredAlarms(): { all: AlarmRow[]; rows: AlarmRow[]; filtered: boolean } {
  const all = useAlarmRows()
  const { f } = useSearch()
  const names = useNames()
  const directory = useDirectory()
  const language = useLanguage()
  return useMemo(() => {
    const filter = readFilter(f)
    if (isEmpty(filter)) return { all, rows: all, filtered: false }
    const rows = all.filter(({ alarm, state }) => {
      const kind = alarm.asset ? directory?.byId.get(alarm.asset)?.kind : undefined
      if (filter.kind.length > 0 && !(kind && filter.kind.includes(kind))) return false
      const words = [names.asset(alarm.asset), names.zone(alarm.zone), alarmWords(alarm, language)]
      return alarmPasses(filter, alarm, state, words)
    })
    return { all, rows, filtered: true }
  }, [all, f, names, directory, language])
}
