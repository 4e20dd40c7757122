import { lazy, Suspense, useMemo, useState } from 'react'
import { alarmWords } from '../alarms/describe.ts'
import { Button } from '../app/button.tsx'
import { Badge } from '../badge/badge.tsx'
import type { Directory } from '../directory/directory.ts'
import { useNames, useTimeZone } from '../directory/hooks.ts'
import { clockTime, dateTime } from '../format/instant.ts'
import { sayCode, useLanguage, useSay } from '../i18n/hooks.ts'
import { KindMark } from '../inview/list.tsx'
import type { AssetState } from '../live/asset-states.ts'
import { isDoubtful } from '../live/condition.ts'
import { useGo } from '../url/hooks.ts'
import { differences } from './compare.ts'
import style from './panel.module.css'
import { type Replay, useReplay } from './provider.tsx'
import { aboutOf, trailUntil } from './trail.ts'

const ExportForm = lazy(() => import('./export-form.tsx').then(({ ExportForm }) => ({ default: ExportForm })))

/** Most lines drawn of each list; the count says how many there are. */
const MOST = 200

/** Beside the map of a past moment: what differs from another one, and what had happened until then. */
export function ReplayPanel({ directory }: { directory: Directory }) {
  const say = useSay()
  const replay = useReplay()
  const [saving, setSaving] = useState(false)
  if (!replay) return null
  return (
    <aside className={style.panel} aria-label={say('replay.panel')}>
      <div className={style.head}>
        <Button small onPress={() => setSaving(true)}>
          {say('replay.export')}
        </Button>
      </div>
      {replay.other !== undefined && <Compared replay={replay} other={replay.other} directory={directory} />}
      <Trail replay={replay} />
      {saving && (
        <Suspense>
          <ExportForm replay={replay} directory={directory} close={() => setSaving(false)} />
        </Suspense>
      )}
    </aside>
  )
}

function Compared({ replay, other, directory }: { replay: Replay; other: number; directory: Directory }) {
  const say = useSay()
  const go = useGo()
  const names = useNames()
  const zone = useTimeZone()
  const { scene, at, loaded, known } = replay
  const found = useMemo(
    () => differences(directory, scene.statesAt(at, directory), scene.statesAt(other, directory)),
    [directory, scene, at, other, loaded, known],
  )
  return (
    <section className={style.section}>
      <p className={style.title}>
        {say('replay.compared', {
          a: clockTime(at, zone),
          b: dateTime(other, zone).slice(5),
          n: found.length,
        })}
      </p>
      <Button small look="bare" shortcut="b" onPress={replay.swap}>
        {say('replay.swap')}
      </Button>
      {found.length === 0 && <p className="muted">{say('replay.same')}</p>}
      <ul className={style.list} aria-label={say('replay.compare')}>
        {found.slice(0, MOST).map(({ entry, a, b }) => (
          <li key={entry.id}>
            <button type="button" onClick={() => go.change({ sel: entry.id })}>
              <Mark kind={entry.kind} state={a} /> → <Mark kind={entry.kind} state={b} />{' '}
              {names.asset(entry.id)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Mark({ kind, state }: { kind: Directory['live'][number]['kind']; state: AssetState }) {
  if (!state.alarm) return <KindMark entry={{ kind }} doubtful={isDoubtful(state.condition)} />
  const { priority, unknown } = state.alarm
  return (
    <Badge priority={priority} {...(state.state ? { state: state.state } : {})} unknown={unknown} size={18} />
  )
}

function Trail({ replay }: { replay: Replay }) {
  const say = useSay()
  const language = useLanguage()
  const names = useNames()
  const zone = useTimeZone()
  const { scene, span, at } = replay
  const { events } = scene
  const trail = useMemo(() => trailUntil(events, span.from, at), [events, span.from, at])
  return (
    <section className={style.section}>
      <p className={style.title}>
        {trail.length === 0 ? say('replay.trailNone') : say('replay.trail', { n: trail.length })}
      </p>
      <ol className={style.list} aria-label={say('replay.events')}>
        {trail.slice(0, MOST).map(event => {
          const { kind, subject } = aboutOf(event.alarm)
          return (
            <li key={event.seq}>
              <button type="button" onClick={() => replay.seek(event.received)}>
                <time>{clockTime(event.received, zone)}</time>{' '}
                <b>{sayCode(say, 'alarm.history.event', event.type)}</b>{' '}
                {alarmWords({ kind, code: kind }, language)}{' '}
                <span className="muted">{names.asset(subject.split('.')[0])}</span>
              </button>
            </li>
          )
        })}
      </ol>
    </section>
  )
}
