import { useMemo, useState } from 'react'
import { Button } from '../app/button.tsx'
import { FilterField } from '../app/filter-field.tsx'
import { PanelState } from '../app/panel-state.tsx'
import { ReconnectingBar } from '../app/reconnecting-bar.tsx'
import { TabBar } from '../app/tab-bar.tsx'
import { useSay } from '../i18n/hooks.ts'
import { useScene } from '../live/scene.ts'
import { useWhyNot } from '../session/why-not.ts'
import { useGo, useSearch } from '../url/hooks.ts'
import { useAlarmActions } from './actions.ts'
import { AlarmHistory } from './history.tsx'
import { AlarmList } from './list.tsx'
import { type AlarmRow, isSetAside, isStanding, isUnacked } from './order.ts'
import style from './page.module.css'
import { useFilteredAlarms } from './use-filtered.ts'

const TABS = {
  standing: (row: AlarmRow) => isStanding(row.state),
  unacked: (row: AlarmRow) => isUnacked(row.state),
  aside: (row: AlarmRow) => isSetAside(row.state),
} as const
type Tab = keyof typeof TABS | 'history'

/** The operator's list. What stands is never filtered by time, and never hidden without a word saying so. */
export function AlarmsPage() {
  const say = useSay()
  const go = useGo()
  const { tab } = useSearch()
  const here: Tab = tab === 'history' || (tab && tab in TABS) ? (tab as Tab) : 'standing'
  const { all, rows, filtered } = useFilteredAlarms()
  const [active, setActive] = useState<string>()
  const why = useWhyNot('alarm.acknowledge')
  const keep = here === 'history' ? undefined : TABS[here]
  const shown = useMemo(() => (keep ? rows.filter(keep) : []), [rows, keep])
  const whole = useMemo(() => (keep ? all.filter(keep).length : 0), [all, keep])
  const unacked = shown.filter(({ state }) => isUnacked(state)).map(({ alarm }) => alarm)
  const count = (which: keyof typeof TABS) => all.filter(TABS[which]).length
  return (
    <section className={style.page} aria-label={say('alarm.title')}>
      <div className={style.bar}>
        <TabBar
          label={say('alarm.title')}
          value={here}
          onChange={next => go.change({ tab: next === 'standing' ? undefined : next })}
          tabs={[
            ...(['standing', 'unacked', 'aside'] as const).map(value => ({
              value,
              label: `${say(`alarm.tabs.${value}`)} ${count(value)}`,
            })),
            { value: 'history' as const, label: say('alarm.tabs.history') },
          ]}
        />
        <div className={style.filter}>
          <FilterField />
        </div>
        {here !== 'history' && unacked.length > 0 && (
          <Button
            small
            shortcut="⇧A"
            isDisabled={why !== undefined}
            onPress={() => useAlarmActions.getState().ask('acknowledge', unacked)}
            {...(why ? { title: why } : {})}
          >
            {say('alarm.ackVisible')} {unacked.length}
          </Button>
        )}
      </div>
      <ReconnectingBar />
      <div className={style.list}>
        {here === 'history' ? (
          <AlarmHistory />
        ) : (
          <AlarmList
            rows={shown}
            active={active}
            onActive={setActive}
            empty={<Nothing filtered={filtered && whole > 0} whole={whole} />}
          />
        )}
      </div>
    </section>
  )
}

function Nothing({ filtered, whole }: { filtered: boolean; whole: number }) {
  const say = useSay()
  const { alarms, tags } = useScene()
  if (!alarms.loaded) return <PanelState title={say('alarm.notLoaded')} />
  if (filtered) return <PanelState icon="filter" title={say('alarm.noneFiltered', { n: whole })} />
  return (
    <PanelState icon="check" title={say('alarm.none')} detail={say('alarm.noneHint', { n: tags.size })} />
  )
}
