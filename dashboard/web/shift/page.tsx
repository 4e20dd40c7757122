import { ReconnectingBar } from '../app/reconnecting-bar.tsx'
import { TabBar } from '../app/tab-bar.tsx'
import { useSay } from '../i18n/hooks.ts'
import { useGo, useSearch } from '../url/hooks.ts'
import { DutiesPanel } from './duties.tsx'
import { HandoverPanel } from './handover.tsx'
import style from './page.module.css'
import { ServicePanel } from './service.tsx'

const TABS = { handover: HandoverPanel, duties: DutiesPanel, service: ServicePanel } as const
type Tab = keyof typeof TABS

/** A shift's own work: handing over, what comes round, and how the service did. */
export function ShiftPage() {
  const say = useSay()
  const go = useGo()
  const { tab } = useSearch()
  const shown: Tab = tab !== undefined && tab in TABS ? (tab as Tab) : 'handover'
  const Panel = TABS[shown]
  return (
    <section className={style.page} aria-label={say('shift.title')}>
      <div className={style.bar}>
        <h1>{say('shift.title')}</h1>
        <TabBar
          label={say('shift.title')}
          value={shown}
          tabs={(Object.keys(TABS) as Tab[]).map(value => ({ value, label: say(`shift.tab.${value}`) }))}
          onChange={next => go.change({ tab: next === 'handover' ? undefined : next, f: undefined })}
        />
      </div>
      <ReconnectingBar />
      <div className={style.body}>
        <Panel />
      </div>
    </section>
  )
}
