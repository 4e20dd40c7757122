import { useQuery } from '@tanstack/react-query'
import { siteQuery } from '../api/queries.ts'
import { FilterField } from '../app/filter-field.tsx'
import { PanelState } from '../app/panel-state.tsx'
import { Badge } from '../badge/badge.tsx'
import type { Entry } from '../directory/directory.ts'
import { useDirectory, useNames, useReading } from '../directory/hooks.ts'
import { span } from '../format/duration.ts'
import { digits, symbol } from '../format/value.ts'
import { Rows } from '../grid/rows.tsx'
import { sayCode, useSay } from '../i18n/hooks.ts'
import type { AssetState } from '../live/asset-states.ts'
import { isDoubtful } from '../live/condition.ts'
import { useNow, useTag } from '../live/hooks.ts'
import { useScene } from '../live/scene.ts'
import { silenceKey } from '../live/silence.ts'
import { GLYPHS } from '../map/glyphs.ts'
import { readFilter, writeFilter } from '../url/filter.ts'
import { useGo, useSearch } from '../url/hooks.ts'
import style from './list.module.css'

interface InViewProps {
  seen: readonly Entry[]
  stateOf(entry: Entry): AssetState
  unplaced: number
}

const idOf = (entry: Entry) => entry.id

/** What the map shows, as a list: the same order, the same selection; the map for those who cannot see it. */
export function InViewList({ seen, stateOf, unplaced }: InViewProps) {
  const say = useSay()
  const go = useGo()
  const { sel } = useSearch()
  return (
    <aside className={style.panel} aria-label={say('map.inView', { n: seen.length })}>
      <div className={style.head}>
        <FilterField />
        <ZoneChoice />
        <p className={style.count}>
          <strong>{say('map.inView', { n: seen.length })}</strong>
          {unplaced > 0 && <span className="muted">{say('map.unplaced', { n: unplaced })}</span>}
        </p>
      </div>
      <div className={style.list}>
        <Rows
          label={say('map.inView', { n: seen.length })}
          rows={seen}
          idOf={idOf}
          rowHeight={38}
          active={sel}
          onActive={id => go.change({ sel: id })}
          onOpen={entry => go.change({ sel: entry.id })}
          empty={<PanelState title={say('map.noneInView')} />}
          render={entry => <Line entry={entry} state={stateOf(entry)} />}
        />
      </div>
    </aside>
  )
}

function Line({ entry, state }: { entry: Entry; state: AssetState }) {
  const names = useNames()
  const main = entry.points[0]
  return (
    <div className={style.line}>
      <span role="gridcell" className={style.mark}>
        {state.alarm ? (
          <Badge
            priority={state.alarm.priority}
            {...(state.state ? { state: state.state } : {})}
            unknown={state.alarm.unknown}
            size={20}
          />
        ) : (
          <KindMark entry={entry} doubtful={isDoubtful(state.condition)} />
        )}
      </span>
      <span role="gridcell" className={style.name} title={entry.id}>
        {names.asset(entry.id)}
      </span>
      <span role="gridcell" className={style.value}>
        {main && <Value entry={entry} state={state} />}
      </span>
    </div>
  )
}

function Value({ entry, state }: { entry: Entry; state: AssetState }) {
  const say = useSay()
  const reading = useReading()
  const main = entry.points[0]!
  const tag = useTag(main.id)
  const now = useNow()
  const { condition } = state
  const scene = useScene()
  if (condition === 'never') return <span className="muted">{say(silenceKey(scene, main.id))}</span>
  const old = isDoubtful(condition)
  return (
    <>
      <span className={`live ${old ? style.old : ''}`}>{digits(tag.value, main.quantity, reading)}</span>
      <small>{old ? span(now - tag.at) : symbol(main.quantity, reading)}</small>
    </>
  )
}

/** What kind of thing it is, as on the map; dashed with a question mark when its value cannot be believed. */
export function KindMark({ entry, doubtful }: { entry: Pick<Entry, 'kind'>; doubtful: boolean }) {
  const say = useSay()
  const { path, letter, fill } = GLYPHS[entry.kind] ?? GLYPHS.other!
  const text = doubtful ? '?' : letter
  return (
    <svg
      className={style.glyph}
      width={18}
      height={18}
      viewBox="0 0 20 20"
      role="img"
      aria-label={sayCode(say, 'kind', entry.kind)}
    >
      <path d={path} strokeDasharray={doubtful ? '2.5 2.5' : undefined} />
      {fill && !doubtful && <path d={fill} className={style.fill} />}
      {text && (
        <text x={10} y={10.4}>
          {text}
        </text>
      )}
    </svg>
  )
}

function ZoneChoice() {
  const say = useSay()
  const go = useGo()
  const names = useNames()
  const directory = useDirectory()
  const site = useQuery(siteQuery).data
  const { f } = useSearch()
  const filter = readFilter(f)
  if (!directory || (site?.zones.length ?? 0) < 2) return null
  const choose = (zone: string) =>
    go.change(
      { f: writeFilter({ ...filter, zone: zone === '' ? [] : [zone] }) || undefined },
      { replace: true },
    )
  return (
    <select
      className={style.zone}
      aria-label={say('map.zone')}
      value={filter.zone.length === 1 ? filter.zone[0] : ''}
      onChange={event => choose(event.target.value)}
    >
      <option value="">{say('map.allZones')}</option>
      {site?.zones.map(zone => (
        <option key={zone.id} value={zone.id}>
          {names.zone(zone.id)}
        </option>
      ))}
    </select>
  )
}
