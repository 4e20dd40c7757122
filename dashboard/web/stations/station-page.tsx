import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Button } from '../app/button.tsx'
import { Icon } from '../app/icon.tsx'
import { Failed, Loading, PanelState } from '../app/panel-state.tsx'
import { ReconnectingBar } from '../app/reconnecting-bar.tsx'
import { useNames, useTimeZone } from '../directory/hooks.ts'
import { AssetAlarms } from '../drawer/asset-alarms.tsx'
import { AssetTickets } from '../drawer/asset-tickets.tsx'
import { day, daysBefore } from '../format/instant.ts'
import { useSay } from '../i18n/hooks.ts'
import { useNowForAsking } from '../live/hooks.ts'
import { Trend } from '../trend/trend.tsx'
import { WindowChoice } from '../trend/window-choice.tsx'
import { useGo } from '../url/hooks.ts'
import { Board } from './board.tsx'
import { Energy } from './energy.tsx'
import { PumpTable } from './pump-table.tsx'
import { figuresQuery } from './queries.ts'
import { RuntimeStrip } from './runtime-strip.tsx'
import { Schematic } from './schematic.tsx'
import style from './station-page.module.css'
import { type StationRow, useStations } from './use-stations.ts'

/** Days that hours and energy are told of. */
const DAYS = 7

/** One station: how water goes through it, its pumps, their hours, its courses and who is responsible. */
export function StationPage() {
  const say = useSay()
  const { id } = useParams({ from: '/stations/$id' })
  const stations = useStations()
  if (!stations) return <Loading />
  const row = stations.rows.find(({ station }) => station.id === id)
  if (!row) return <PanelState icon="warn" title={say('station.unknown', { id })} />
  return <Detail row={row} />
}

function Detail({ row: { station, points } }: { row: StationRow }) {
  const say = useSay()
  const go = useGo()
  const names = useNames()
  const courses = [points.outlet, points.inlet, points.flow, points.level].filter(
    point => point !== undefined,
  )
  const zone = useTimeZone()
  const today = day(useNowForAsking(60_000), zone)
  const history = useQuery(figuresQuery(station.id, daysBefore(today, DAYS - 1), today))
  const figures = history.data
  return (
    <article className={style.page}>
      <header className={style.head}>
        <Button look="bare" onPress={() => go.to('/stations')} aria-label={say('station.back')}>
          <Icon name="left" />
        </Button>
        <div className={style.title}>
          <h1>{names.asset(station.id)}</h1>
          <p className="muted">
            {[say(`station.kind.${station.kind}`), station.id, names.zone(station.zone)]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
        <Button onPress={() => go.to('/map', { sel: station.id })}>
          <Icon name="target" size={16} /> {say('ticket.zoom')}
        </Button>
      </header>
      <ReconnectingBar />
      <div className={style.body}>
        <div className={style.main}>
          <section className={style.panel}>
            <h2>{say('station.schematic')}</h2>
            <Schematic points={points} />
          </section>
          <section className={style.panel}>
            <h2>{say('station.pumps')}</h2>
            {points.pumps.length === 0 ? (
              <p className="muted">{say('station.noPumps')}</p>
            ) : (
              <PumpTable pumps={points.pumps} figures={figures} />
            )}
            {history.error && !figures && (
              <Failed
                error={history.error}
                title={say('station.noFigures')}
                retry={() => void history.refetch()}
              />
            )}
            <RuntimeStrip pumps={points.pumps} />
          </section>
          {figures?.days.some(one => one.energy.value !== null || one.volume.value !== null) && (
            <section className={style.panel}>
              <h2>{say('station.energyTitle')}</h2>
              <Energy figures={figures} />
            </section>
          )}
        </div>
        <aside className={style.side}>
          <section className={style.panel}>
            <h2>{say('station.boardTitle')}</h2>
            <Board station={station} points={points} figures={figures} />
          </section>
          <AssetAlarms id={station.id} zone={false} brief />
          <section className={style.panel}>
            <h2>{say('drawer.tabs.tickets')}</h2>
            <AssetTickets id={station.id} zone={false} />
          </section>
          <section className={style.panel}>
            <h2>{say('drawer.tabs.trend')}</h2>
            <WindowChoice />
            {courses.map(point => (
              <Trend key={point.id} point={point} height={110} />
            ))}
          </section>
        </aside>
      </div>
    </article>
  )
}
