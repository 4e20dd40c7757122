import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { DAY } from '../../../model/time.ts'
import { alarmHistoryQuery } from '../api/queries.ts'
import { Failed, Loading, PanelState } from '../app/panel-state.tsx'
import { useTimeZone } from '../directory/hooks.ts'
import { dateTime } from '../format/instant.ts'
import { Rows } from '../grid/rows.tsx'
import { sayCode, useLanguage, useSay } from '../i18n/hooks.ts'
import { useNowForAsking } from '../live/hooks.ts'
import { readFilter, textPasses } from '../url/filter.ts'
import { windowLength, windowOf } from '../url/grammar.ts'
import { useSearch } from '../url/hooks.ts'
import { alarmWords } from './describe.ts'
import style from './history.module.css'

/** What happened to alarms in the window, the newest first; the one list that has a time filter. */
export function AlarmHistory() {
  const say = useSay()
  const language = useLanguage()
  const zone = useTimeZone()
  const search = useSearch()
  const now = useNowForAsking(30_000)
  const length = Math.max(DAY, windowLength(windowOf(search)))
  const history = useQuery(alarmHistoryQuery(now - length, now + 60_000))
  const [active, setActive] = useState<string>()
  if (history.error) return <Failed error={history.error} retry={() => void history.refetch()} />
  if (!history.data) return <Loading />
  const { text } = readFilter(search.f)
  const words = (id: string) => alarmWords({ kind: id.split('/')[0] ?? id, code: id }, language)
  const events = history.data.events
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
        history.data.more ? (
          <p className={style.more}>{say('alarm.history.more', { n: events.length })}</p>
        ) : null
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
            {event.actor === 'system' ? '' : event.actor}
          </span>
        </div>
      )}
    />
  )
}
