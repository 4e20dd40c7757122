import { useMemo } from 'react'
import { FilterField } from '../app/filter-field.tsx'
import { Loading, PanelState } from '../app/panel-state.tsx'
import { ReconnectingBar } from '../app/reconnecting-bar.tsx'
import { TabBar } from '../app/tab-bar.tsx'
import { useDirectory, useNames } from '../directory/hooks.ts'
import { useSay } from '../i18n/hooks.ts'
import { holds, readFilter, textPasses } from '../url/filter.ts'
import { useGo, useSearch } from '../url/hooks.ts'
import { ComplianceTable } from './compliance-table.tsx'
import { Laboratory } from './laboratory.tsx'
import { matrixOf } from './matrix.ts'
import { MatrixTable } from './matrix-table.tsx'
import style from './page.module.css'

const TABS = ['matrix', 'compliance', 'lab'] as const

/** Water quality: where it is measured now, how limits were kept over a month, and what laboratories found. */
export function QualityPage() {
  const say = useSay()
  const go = useGo()
  const directory = useDirectory()
  const names = useNames()
  const { f, tab } = useSearch()
  const matrix = useMemo(() => directory && matrixOf(directory), [directory])
  if (!matrix) return <Loading />
  const shown = TABS.find(one => one === tab) ?? 'matrix'
  const filter = readFilter(f)
  const rows = matrix.rows.filter(
    ({ entry }) =>
      holds(filter.zone, entry.zone) && textPasses(filter.text, [names.asset(entry.id), entry.id]),
  )
  return (
    <section className={style.page} aria-label={say('quality.title')}>
      <div className={style.bar}>
        <h1>{say('quality.title')}</h1>
        <span className="muted">{say('quality.count', { n: matrix.rows.length })}</span>
        <TabBar
          label={say('quality.title')}
          value={shown}
          tabs={TABS.map(value => ({ value, label: say(`quality.tab.${value}`) }))}
          onChange={value => go.change({ tab: value === 'matrix' ? undefined : value })}
        />
        <div className={style.filter}>
          <FilterField />
        </div>
      </div>
      <ReconnectingBar />
      {rows.length === 0 ? (
        <PanelState title={say(matrix.rows.length === 0 ? 'quality.none' : 'quality.noneFiltered')} />
      ) : shown === 'matrix' ? (
        <MatrixTable rows={rows} parameters={matrix.parameters} />
      ) : shown === 'compliance' ? (
        <ComplianceTable rows={rows} parameters={matrix.parameters} />
      ) : (
        <Laboratory rows={rows} parameters={matrix.parameters} />
      )}
    </section>
  )
}
