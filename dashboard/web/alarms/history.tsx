import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { DAY } from '../../../model/time.ts'
import { Button } from '../app/button.tsx'
import { Failed, Loading, PanelState } from '../app/panel-state.tsx'
import { useTimeZone } from '../directory/hooks.ts'
import { dateTime } from '../format/instant.ts'
import { Rows } from '../grid/rows.tsx'
import { sayCode, useLanguage, useSay } from '../i18n/hooks.ts'
import { useNowForAsking } from '../live/hooks.ts'
import { usePersonNames } from '../people/names.ts'
import { useMay } from '../session/rights.ts'
import { readFilter, textPasses } from '../url/filter.ts'
import { windowLength, windowOf } from '../url/grammar.ts'
import { useSearch } from '../url/hooks.ts'
import { alarmWords } from './describe.ts'
import style from './history.module.css'
import { allEvents, historyCsv } from './history-csv.ts'

/** What happened to alarms in the window, the newest first; the one list that has a time filter. */
export function AlarmHistory() {
  const say = useSay()
  const language = useLanguage()
  const zone = useTimeZone()
  const search = useSearch()
  const now = useNowForAsking(30_000)
  const length = Math.max(DAY, windowLength(windowOf(search)))
  const [from, to] = [now - length, now + 60_000]
  const history = useQuery({
    queryKey: ['alarm-history', 'all', from, to],
    queryFn: ({ signal }) => allEvents(from, to, signal),
    placeholderData: keepPreviousData,
  })
  const person = usePersonNames()
  const why = useMay('history.export') ? undefined : say('alarm.history.noExport')
  const [active, setActive] = useState<string>()
  if (history.error) return <Failed error={history.error} retry={() => void history.refetch()} />
  if (!history.data) return <Loading />
  const { text } = readFilter(search.f)
  const words = (id: string) => alarmWords({ kind: id.split('/')[0] ?? id, code: id }, language)
  const events = history.data
    .filter(event => textPasses(text, [event.alarm, event.actor, words(event.alarm)]))
    .sort((a, b) => b.at - a.at)
  return (
    <Rows
      label={say('alarm.tabs.history')}
      rows={events}
      idOf={event => String(event.seq)}
      rowHeight={30}
      active={active}
      onActive={setActive}
      empty={<PanelState title={say('alarm.history.empty')} />}
      header={
        <div className={style.tools}>
          <span className="muted">{say('alarm.history.count', { n: events.length })}</span>
          <Button
            small
            isDisabled={why !== undefined || events.length === 0}
            onPress={() => save(`alarms${search.f ? ` ${search.f}` : ''}`, historyCsv(events, zone, words))}
            {...(why ? { title: why } : {})}
          >
            {say('alarm.history.export')}
          </Button>
        </div>
      }
      render={event => (
        <div className={style.line}>
          <span role="gridcell" className="muted">
            {dateTime(event.at, zone)}
          </span>
          <span role="gridcell">{sayCode(say, 'alarm.history.event', event.type)}</span>
          <span role="gridcell" className={style.what}>
            {words(event.alarm)}{' '}
            <span className="muted">{event.alarm.slice(event.alarm.indexOf('/') + 1)}</span>
          </span>
          <span role="gridcell" className="muted">
            {event.actor === 'system' ? '' : person(event.actor)}
          </span>
        </div>
      )}
    />
  )
}

/** Hands the browser a file; its name says what was asked. */
function save(name: string, text: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  link.download = `${name.replace(/[^\p{L}\p{N} .,_-]+/gu, '-')}.csv`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
