import { useParams } from '@tanstack/react-router'
import { NotFound } from '../app/not-found.tsx'
import { ReconnectingBar } from '../app/reconnecting-bar.tsx'
import { TabBar } from '../app/tab-bar.tsx'
import { useSay } from '../i18n/hooks.ts'
import { HealthPanel } from '../system/health.tsx'
import { useGo } from '../url/hooks.ts'
import { ChangesPanel } from './changes.tsx'
import { DetectorsPanel } from './detectors.tsx'
import style from './page.module.css'
import { PeoplePanel } from './people.tsx'
import { PointsPanel } from './points.tsx'
import { PoliciesPanel } from './policies.tsx'

const SECTIONS = {
  points: PointsPanel,
  detectors: DetectorsPanel,
  people: PeoplePanel,
  policies: PoliciesPanel,
  changes: ChangesPanel,
  system: HealthPanel,
} as const
type Section = keyof typeof SECTIONS

/** What the utility decides: limits, detectors, people, rules; who changed what; and how the platform itself is. */
export function SettingsPage() {
  const say = useSay()
  const go = useGo()
  const { section } = useParams({ strict: false }) as { section?: string }
  if (section === undefined || !(section in SECTIONS)) return <NotFound />
  const shown = section as Section
  const Panel = SECTIONS[shown]
  return (
    <section className={style.page} aria-label={say('settings.title')}>
      <div className={style.bar}>
        <h1>{say('settings.title')}</h1>
        <TabBar
          label={say('settings.title')}
          value={shown}
          tabs={(Object.keys(SECTIONS) as Section[]).map(value => ({
            value,
            label: say(`settings.tab.${value}`),
          }))}
          onChange={next => go.to(`/settings/${next}`, { sel: undefined, f: undefined })}
        />
      </div>
      <ReconnectingBar />
      {shown === 'points' ? (
        <Panel />
      ) : (
        <div className={style.body}>
          <Panel />
        </div>
      )}
    </section>
  )
}
