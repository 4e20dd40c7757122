import { useQuery } from '@tanstack/react-query'
import type { Station } from '../../../model/network.ts'
import { policyQuery } from '../api/queries.ts'
import { useTimeZone } from '../directory/hooks.ts'
import { span } from '../format/duration.ts'
import { day } from '../format/instant.ts'
import { useSay } from '../i18n/hooks.ts'
import { condition, isDoubtful } from '../live/condition.ts'
import { useNow, useNowIn, useTag } from '../live/hooks.ts'
import { useScene } from '../live/scene.ts'
import style from './board.module.css'
import { type Duty, dutiesQuery, type StationFigures } from './queries.ts'
import type { StationPoints } from './station-points.ts'
import { meanUse, tankLasts } from './sums.ts'

const NONE = '\u0000none'

interface BoardProps {
  station: Station
  points: StationPoints
  figures: StationFigures | undefined
}

/** What the policy wants on a station's board, how long its tank lasts, and when it is cleaned next. */
export function Board({ station, points, figures }: BoardProps) {
  const say = useSay()
  const policy = useQuery(policyQuery).data
  const form = policy?.forms?.find(({ name }) => name === 'stationBoard')
  const known: Record<string, string | undefined> = {
    supplyHours: station.supplyHours,
    responsible: station.responsible,
    servicePhone: station.phone,
  }
  const asked = form?.fields ?? (station.kind === 'secondary' ? Object.keys(known) : [])
  return (
    <dl className={style.board}>
      {asked.map(field => (
        <div key={field}>
          <dt>{say(`station.board.${field}`, { defaultValue: field })}</dt>
          <dd>{known[field] ?? <Missing rule={form?.rule} />}</dd>
        </div>
      ))}
      {station.households !== undefined && (
        <div>
          <dt>{say('fact.households')}</dt>
          <dd>{station.households}</dd>
        </div>
      )}
      <TankRow station={station} points={points} figures={figures} />
      <CleaningRow station={station} />
    </dl>
  )
}

/** Asked for by the policy and not in the site's files: said, never left blank. */
function Missing({ rule }: { rule: string | undefined }) {
  const say = useSay()
  return (
    <span className={style.missing}>
      {rule === undefined ? say('station.missing') : say('station.missingByRule', { rule })}
    </span>
  )
}

function TankRow({ station, points: { level, flow }, figures }: BoardProps) {
  const say = useSay()
  const now = useNow()
  const { speed } = useScene()
  const tag = useTag(level?.id ?? NONE)
  const flowing = useTag(flow?.id ?? NONE)
  if (!level) return null
  const old = isDoubtful(condition(tag, level.period, now, speed))
  const use = meanUse(figures?.days ?? []) ?? flowing.value ?? undefined
  const lasts = old ? undefined : tankLasts(tag.value, level.range, station.storage, use)
  return (
    <div>
      <dt>{say('station.tank')}</dt>
      <dd>
        {old
          ? say('station.tankUnknown')
          : lasts === undefined
            ? say('station.tankNoStorage')
            : lasts.hours === undefined
              ? say('station.tankHolds', { volume: lasts.volume.toFixed(1) })
              : say('station.tankLasts', {
                  volume: lasts.volume.toFixed(1),
                  time: span(lasts.hours * 3_600_000),
                  use: use!.toFixed(1),
                })}
      </dd>
    </div>
  )
}

/** The duty of cleaning a station's tank, where the policy has one. */
export function cleaningOf(duties: readonly Duty[] | undefined, station: string): Duty | undefined {
  return duties?.find(({ duty, subject }) => duty === 'tankCleaning' && subject === station)
}

function CleaningRow({ station }: { station: Station }) {
  const say = useSay()
  const zone = useTimeZone()
  const now = useNowIn(60_000)
  const cleaning = cleaningOf(useQuery(dutiesQuery).data, station.id)
  if (!cleaning) return null
  const { due, last, overdue, rule } = cleaning
  return (
    <div>
      <dt>{say('station.cleaning')}</dt>
      <dd title={rule}>
        {due === undefined
          ? say('station.cleaningNever', { rule })
          : overdue
            ? say('station.cleaningOver', { date: day(due, zone), time: span(now - due) })
            : say('station.cleaningDue', { date: day(due, zone), time: span(due - now) })}
        {last !== undefined && <small> {say('station.cleaningLast', { date: day(last, zone) })}</small>}
      </dd>
    </div>
  )
}
