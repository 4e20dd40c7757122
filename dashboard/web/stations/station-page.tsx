import { useParams } from '@tanstack/react-router'
import { Button } from '../app/button.tsx'
import { Icon } from '../app/icon.tsx'
import { Loading, PanelState } from '../app/panel-state.tsx'
import { ReconnectingBar } from '../app/reconnecting-bar.tsx'
import { useNames } from '../directory/hooks.ts'
import { AssetAlarms } from '../drawer/asset-alarms.tsx'
import { AssetTickets } from '../drawer/asset-tickets.tsx'
import { useSay } from '../i18n/hooks.ts'
import { Trend } from '../trend/trend.tsx'
import { WindowChoice } from '../trend/window-choice.tsx'
import { useGo } from '../url/hooks.ts'
import { PumpCard } from './pump-card.tsx'
import { RuntimeStrip } from './runtime-strip.tsx'
import { Schematic } from './schematic.tsx'
import style from './station-page.module.css'
import { type StationRow, useStations } from './use-stations.ts'

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
  const board: [string, string | undefined][] = [
    ['households', station.households?.toString()],
    ['supplyHours', station.supplyHours],
    ['responsible', station.responsible],
    ['phone', station.phone],
  ]
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
        <dl className={style.board}>
          {board.map(([key, value]) => (
            <div key={key}>
              <dt>{say(`fact.${key}`)}</dt>
              <dd>{value ?? '–'}</dd>
            </div>
          ))}
        </dl>
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
            <div className={style.pumps}>
              {points.pumps.map(pump => (
                <PumpCard key={pump.name} pump={pump} />
              ))}
            </div>
            <RuntimeStrip pumps={points.pumps} />
          </section>
        </div>
        <aside className={style.side}>
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
