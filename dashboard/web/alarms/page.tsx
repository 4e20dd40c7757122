import { lazy, Suspense, useMemo, useState } from 'react'
import { Button } from '../app/button.tsx'
import { FilterField } from '../app/filter-field.tsx'
import { Loading, PanelState } from '../app/panel-state.tsx'
import { ReconnectingBar } from '../app/reconnecting-bar.tsx'
import { TabBar } from '../app/tab-bar.tsx'
import { useSay } from '../i18n/hooks.ts'
import { officeTexts } from '../i18n/language.ts'
import { useScene } from '../live/scene.ts'
import { useWhyNot } from '../session/why-not.ts'
import { useGo, useSearch } from '../url/hooks.ts'
import { useAlarmActions } from './actions.ts'
import { AlarmList } from './list.tsx'
import { type AlarmRow, isSetAside, isStanding, isUnacked } from './order.ts'
import style from './page.module.css'
import { useFilteredAlarms } from './use-filtered.ts'

const AlarmHistory = lazy(() =>
  Promise.all([import('./history.tsx'), officeTexts()]).then(([{ AlarmHistory }]) => ({
    default: AlarmHistory,
  })),
)
const AlarmFiguresPanel = lazy(() =>
  Promise.all([import('./figures.tsx'), officeTexts()]).then(([{ AlarmFiguresPanel }]) => ({
    default: AlarmFiguresPanel,
  })),
)

const TABS = {
  standing: (row: AlarmRow) => isStanding(row.state),
  unacked: (row: AlarmRow) => isUnacked(row.state),
  aside: (row: AlarmRow) => isSetAside(row.state),
} as const
type Past = 'history' | 'figures'
type Tab = keyof typeof TABS | Past

const isPast = (tab: string | undefined): tab is Past => tab === 'history' || tab === 'figures'

/** The operator's list. What stands is never filtered by time, and never hidden without a word saying so. */
export function AlarmsPage() {
  const say = useSay()
  const go = useGo()
  const { tab } = useSearch()
  const here: Tab = isPast(tab) || (tab && tab in TABS) ? (tab as Tab) : 'standing'
  const { all, rows, filtered } = useFilteredAlarms()
  const [active, setActive] = useState<string>()
  const why = useWhyNot('alarm.acknowledge')
  const keep = isPast(here) ? undefined : TABS[here]
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
            { value: 'figures' as const, label: say('alarm.tabs.figures') },
          ]}
        />
        <div className={style.filter}>
          <FilterField />
        </div>
        {!isPast(here) && unacked.length > 0 && (
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
        {isPast(here) ? (
          <Suspense fallback={<Loading />}>
            {here === 'history' ? <AlarmHistory /> : <AlarmFiguresPanel />}
          </Suspense>
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
    <PanelState
      icon="check"
      title={say('alarm.none')}
      detail={tags.size === 0 ? say('alarm.noneMeasured') : say('alarm.noneHint', { n: tags.size })}
    />
  )
}
