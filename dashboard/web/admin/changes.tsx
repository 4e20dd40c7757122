import { useQuery } from '@tanstack/react-query'
import { PanelState } from '../app/panel-state.tsx'
import { useTimeZone } from '../directory/hooks.ts'
import { dateTime } from '../format/instant.ts'
import { useSay } from '../i18n/hooks.ts'
import { usePersonNames } from '../people/names.ts'
import { useMay } from '../session/rights.ts'
import { NotYet } from '../system/not-yet.tsx'
import style from './page.module.css'
import { plain } from './plain.ts'
import { type Change, changesQuery } from './queries.ts'

/** Who changed what, when, why, from what to what: the newest first. */
export function ChangesPanel() {
  const say = useSay()
  const people = useMay('people.change')
  const rules = useQuery(changesQuery('/detectors/changes'))
  const persons = useQuery({ ...changesQuery('/settings/people/changes'), enabled: people })
  if (!rules.data) return <NotYet asked={rules} />
  if (people && !persons.data) return <NotYet asked={persons} />
  const changes = [...rules.data, ...(persons.data ?? [])].sort((a, b) => b.at - a.at)
  if (changes.length === 0) return <PanelState title={say('settings.changes.none')} />
  return (
    <section>
      <table>
        <thead>
          <tr>
            {(['at', 'by', 'what', 'before', 'after', 'why'] as const).map(column => (
              <th key={column}>{say(`settings.changes.${column}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {changes.map(change => (
            <Row key={`${change.file} ${change.seq}`} change={change} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Row({ change: { at, by, subject, before, after, reason, failed } }: { change: Change }) {
  const say = useSay()
  const zone = useTimeZone()
  const name = usePersonNames()
  const shown = (value: unknown) => (value === null ? say('settings.changes.nothing') : plain(value))
  return (
    <tr>
      <td>{dateTime(at, zone)}</td>
      <td>{name(by)}</td>
      <th scope="row">{subject}</th>
      <td className={style.code}>{shown(before)}</td>
      <td className={style.code}>{shown(after)}</td>
      <td>
        {reason} {failed && <strong>{say('settings.changes.failed', { why: failed })}</strong>}
      </td>
    </tr>
  )
}
