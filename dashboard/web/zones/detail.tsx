import { useQuery } from '@tanstack/react-query'
import { Button } from '../app/button.tsx'
import { Icon } from '../app/icon.tsx'
import { Failed, Loading } from '../app/panel-state.tsx'
import { useNames, useTimeZone } from '../directory/hooks.ts'
import { AssetTickets } from '../drawer/asset-tickets.tsx'
import { day, daysBefore } from '../format/instant.ts'
import { useSay } from '../i18n/hooks.ts'
import { useNowForAsking } from '../live/hooks.ts'
import { Trend } from '../trend/trend.tsx'
import { WindowChoice } from '../trend/window-choice.tsx'
import { useGo } from '../url/hooks.ts'
import type { ZoneMeters } from './balance.ts'
import { BalanceTable } from './balance-table.tsx'
import style from './detail.module.css'
import { NightFlow } from './night-flow.tsx'
import { balanceQuery, nightsQuery } from './queries.ts'
import { Suspicions } from './suspicions.tsx'

const DAYS = 7
const NIGHTS = 28

/** One zone: its water of the last days, its nights, what is suspected there and why, its jobs and courses. */
export function ZoneDetail({ meters: { zone, in: into, out } }: { meters: ZoneMeters }) {
  const say = useSay()
  const go = useGo()
  const names = useNames()
  const timeZone = useTimeZone()
  const today = day(useNowForAsking(600_000), timeZone)
  const balance = useQuery(balanceQuery(zone.id, daysBefore(today, DAYS), daysBefore(today, 1)))
  const nights = useQuery(nightsQuery(zone.id, daysBefore(today, NIGHTS - 1), today))
  return (
    <section className={style.detail} aria-label={names.zone(zone.id)}>
      <header className={style.head}>
        <h2>{names.zone(zone.id)}</h2>
        <span className="muted">{zone.id}</span>
        <Button small onPress={() => go.to('/map', { sel: zone.id, f: `zone:${zone.id}` })}>
          <Icon name="target" size={16} /> {say('ticket.zoom')}
        </Button>
        <Button small onPress={() => go.to('/tickets', { f: `zone:${zone.id}`, sel: undefined })}>
          <Icon name="tickets" size={16} /> {say('zones.tickets')}
        </Button>
      </header>
      <div className={style.panels}>
        <section className={style.panel}>
          <h3>{say('zones.balance', { n: DAYS })}</h3>
          {balance.error && !balance.data ? (
            <Failed error={balance.error} retry={() => void balance.refetch()} />
          ) : balance.data ? (
            <BalanceTable balance={balance.data} />
          ) : (
            <Loading />
          )}
        </section>
        <section className={style.panel}>
          <h3>{say('zones.nights', { n: NIGHTS })}</h3>
          {nights.error && !nights.data ? (
            <Failed error={nights.error} retry={() => void nights.refetch()} />
          ) : nights.data ? (
            <NightFlow nights={nights.data} />
          ) : (
            <Loading />
          )}
        </section>
        <section className={style.panel}>
          <h3>{say('zones.suspicions')}</h3>
          <Suspicions zone={zone.id} />
          <h3>{say('drawer.tabs.tickets')}</h3>
          <AssetTickets id={zone.id} zone />
        </section>
        <section className={style.panel}>
          <div className={style.choice}>
            <h3>{say('zones.courses')}</h3>
            <WindowChoice />
          </div>
          {into.length + out.length === 0 ? (
            <p className="muted">{say('zones.noMeters')}</p>
          ) : (
            [...into, ...out].slice(0, 4).map(point => (
              <div key={point.id}>
                <p className={style.notes}>{names.asset(point.asset)}</p>
                <Trend point={point} height={110} />
              </div>
            ))
          )}
        </section>
      </div>
    </section>
  )
}
