import { ReconnectingBar } from '../app/reconnecting-bar.tsx'
import { TabBar } from '../app/tab-bar.tsx'
import { useSay } from '../i18n/hooks.ts'
import { useGo, useSearch } from '../url/hooks.ts'
import { HealthPanel } from './health.tsx'
import style from './page.module.css'
import { PeoplePanel } from './people.tsx'
import { PolicyPanel } from './policy.tsx'

const TABS = { health: HealthPanel, people: PeoplePanel, policy: PolicyPanel } as const
type Tab = keyof typeof TABS

/** How the platform itself is: what comes in, who may do what, which rules are in force. Read here, changed in files. */
export function SystemPage() {
  const say = useSay()
  const go = useGo()
  const { tab } = useSearch()
  const shown: Tab = tab === 'people' || tab === 'policy' ? tab : 'health'
  const Panel = TABS[shown]
  return (
    <section className={style.page} aria-label={say('system.title')}>
      <div className={style.bar}>
        <h1>{say('system.title')}</h1>
        <TabBar
          label={say('system.title')}
          value={shown}
          tabs={(Object.keys(TABS) as Tab[]).map(value => ({ value, label: say(`system.tab.${value}`) }))}
          onChange={next => go.change({ tab: next === 'health' ? undefined : next })}
        />
      </div>
      <ReconnectingBar />
      <div className={style.body}>
        <Panel />
      </div>
    </section>
  )
}
