import { useQuery } from '@tanstack/react-query'
import { type PointerEvent as ReactPointerEvent, useRef } from 'react'
import { assetQuery } from '../api/queries.ts'
import { ApiError } from '../api/request.ts'
import { Button } from '../app/button.tsx'
import { Icon } from '../app/icon.tsx'
import { Failed, PanelState } from '../app/panel-state.tsx'
import { TabBar } from '../app/tab-bar.tsx'
import { useDirectory, useNames } from '../directory/hooks.ts'
import { sayCode, useSay } from '../i18n/hooks.ts'
import { useSettings } from '../settings/settings.ts'
import { TracePanel } from '../trace/panel.tsx'
import { useGo, useSearch } from '../url/hooks.ts'
import { AssetAlarms } from './asset-alarms.tsx'
import { AssetTickets } from './asset-tickets.tsx'
import style from './drawer.module.css'
import { KeyValues } from './key-values.tsx'
import { Ledger } from './ledger.tsx'
import { Trends } from './trends.tsx'

const TABS = ['trend', 'alarms', 'tickets', 'trace', 'ledger'] as const
type Tab = (typeof TABS)[number]

/** Everything about the selected asset: its alarms, its values, their course, its jobs and its record. */
export function Drawer({ id, close, onShow }: { id: string; close(): void; onShow(): void }) {
  const say = useSay()
  const go = useGo()
  const names = useNames()
  const directory = useDirectory()
  const detail = useQuery(assetQuery(id))
  const { tab } = useSearch()
  const entry = directory?.byId.get(id)
  const zone = directory?.zones.get(id)
  const measured = entry?.points.some(point => point.kind === 'gauge') ?? false
  const usual: Tab = measured ? 'trend' : zone ? 'alarms' : 'ledger'
  const here: Tab = TABS.includes(tab as Tab) ? (tab as Tab) : usual
  const kind = entry?.kind ?? detail.data?.kind
  const unknown = detail.error instanceof ApiError && detail.error.status === 404 && !zone
  const at = entry?.at ?? detail.data?.at
  return (
    <aside className={style.drawer} aria-label={say('drawer.details')}>
      <Resizer />
      <header className={style.head}>
        <div className={style.title}>
          <h2>{zone ? names.zone(id) : names.asset(id)}</h2>
          <p className="muted">
            {[
              zone ? say('map.zone') : kind && sayCode(say, 'kind', kind),
              id,
              names.zone(entry?.zone ?? detail.data?.zone),
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
          {at && !entry?.unplaced && (
            <p className={style.place}>{`${at[1].toFixed(5)}, ${at[0].toFixed(5)} WGS-84`}</p>
          )}
        </div>
        <Button
          look="bare"
          onPress={onShow}
          aria-label={say('drawer.zoomTo')}
          title={`${say('drawer.zoomTo')} f`}
        >
          <Icon name="target" />
        </Button>
        <Button
          look="bare"
          onPress={close}
          aria-label={say('drawer.close')}
          title={`${say('drawer.close')} Esc`}
        >
          <Icon name="close" />
        </Button>
      </header>
      {unknown ? (
        <PanelState icon="warn" title={say('drawer.unknownAsset', { id })} />
      ) : (
        <div className={style.body}>
          <AssetAlarms id={id} zone={zone !== undefined} brief />
          {entry && entry.points.length > 0 && <KeyValues entry={entry} />}
          <TabBar
            label={say('drawer.details')}
            value={here}
            tabs={TABS.map(value => ({ value, label: say(`drawer.tabs.${value}`) }))}
            onChange={next => go.change({ tab: next === usual ? undefined : next }, { replace: true })}
          />
          {here === 'trend' && <Trends id={id} />}
          {here === 'alarms' && <AssetAlarms id={id} zone={zone !== undefined} />}
          {here === 'tickets' && <AssetTickets id={id} zone={zone !== undefined} />}
          {here === 'trace' && detail.data && <TracePanel key={id} detail={detail.data} />}
          {here === 'ledger' &&
            (detail.error && !zone ? (
              <Failed error={detail.error} retry={() => void detail.refetch()} />
            ) : (
              <Ledger detail={detail.data} zone={zone} />
            ))}
        </div>
      )}
    </aside>
  )
}

/** The edge by which the drawer is made wider. */
function Resizer() {
  const say = useSay()
  const { drawerWidth, set } = useSettings()
  const from = useRef<{ x: number; width: number }>(undefined)
  const move = (event: ReactPointerEvent) => {
    if (!from.current) return
    const width = from.current.width + from.current.x - event.clientX
    set({ drawerWidth: Math.round(Math.min(900, Math.max(320, width))) })
  }
  return (
    <button
      type="button"
      className={style.resizer}
      aria-label={say('drawer.resize')}
      onPointerDown={event => {
        event.currentTarget.setPointerCapture(event.pointerId)
        from.current = { x: event.clientX, width: drawerWidth }
      }}
      onPointerMove={move}
      onPointerUp={() => (from.current = undefined)}
      onKeyDown={event => {
        if (event.key === 'ArrowLeft') set({ drawerWidth: Math.min(900, drawerWidth + 20) })
        if (event.key === 'ArrowRight') set({ drawerWidth: Math.max(320, drawerWidth - 20) })
      }}
    />
  )
}
