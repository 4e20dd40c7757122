import { useQuery } from '@tanstack/react-query'
import type { LngLatBounds } from 'maplibre-gl'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { SiteInfo } from '../../../model/screen.ts'
import { isStanding } from '../alarms/order.ts'
import { assetQuery } from '../api/queries.ts'
import { Button } from '../app/button.tsx'
import { Icon } from '../app/icon.tsx'
import { Loading } from '../app/panel-state.tsx'
import { ReconnectingBar } from '../app/reconnecting-bar.tsx'
import type { Directory, Entry } from '../directory/directory.ts'
import { useNames } from '../directory/hooks.ts'
import { AlarmDock } from '../dock/dock.tsx'
import { Drawer } from '../drawer/drawer.tsx'
import { useNarrow } from '../grid/narrow.ts'
import { useSay } from '../i18n/hooks.ts'
import { InViewList } from '../inview/list.tsx'
import { useKeys } from '../keyboard/keys.ts'
import { AssetStates } from '../live/asset-states.ts'
import { useAlarmRows } from '../live/hooks.ts'
import { useScene } from '../live/scene.ts'
import { TimeBar } from '../replay/bar.tsx'
import { ModeBanner } from '../replay/mode-banner.tsx'
import { ReplayPanel } from '../replay/panel.tsx'
import { useSettings } from '../settings/settings.ts'
import { readFilter } from '../url/filter.ts'
import { viewOf } from '../url/grammar.ts'
import { useGo, useSearch } from '../url/hooks.ts'
import { writeView } from '../url/view.ts'
import { entryPasses, inView, nextAbnormal } from './in-view.ts'
import { LayerChoice } from './layer-choice.tsx'
import { Legend } from './legend.tsx'
import style from './live-map.module.css'
import { type MapHandle, MapView } from './map-view.tsx'
import { hasRamp, presetOf } from './presets.ts'
import { hasWebgl } from './start.ts'
import { useUnderlay } from './underlay.ts'
import type { MapUpdater } from './updater.ts'
import { useMapWords } from './words.ts'

const drawable = hasWebgl()

interface LiveMapProps {
  site: SiteInfo
  directory: Directory
  /** Whether it is known yet what the network has in it. */
  complete: boolean
}

/** The map with its list, drawer and dock: four views of one selection. */
export function LiveMap({ site, directory, complete }: LiveMapProps) {
  const say = useSay()
  const go = useGo()
  const names = useNames()
  const narrow = useNarrow()
  const search = useSearch()
  const preset = presetOf(search.l)
  const words = useMapWords(directory, preset)
  const { leftOpen, dockOpen, drawerWidth, set } = useSettings()
  const handle = useRef<MapHandle>(null)
  const [updater, setUpdater] = useState<MapUpdater>()
  const [bounds, setBounds] = useState<Pick<LngLatBounds, 'contains'>>()
  const underlay = useUnderlay()
  const [choice, setChoice] = useState<{ ids: string[]; x: number; y: number }>()
  const scene = useScene()
  const idle = useMemo(() => new AssetStates(directory, scene.tags), [directory, scene])
  const states = updater?.states ?? idle
  const turn = useTurn(updater)
  const rows = useAlarmRows()
  const standing = useMemo(() => rows.filter(({ state }) => isStanding(state)), [rows])
  const { sel, f } = search

  const keep = useMemo(() => {
    const filter = readFilter(f)
    return (entry: Entry) =>
      entryPasses(filter, entry, states.of(entry), [names.asset(entry.id), names.zone(entry.zone)])
  }, [f, states, names])
  const seen = useMemo(
    () =>
      inView(
        directory.live,
        bounds,
        entry => states.of(entry),
        entry => names.asset(entry.id),
      ).filter(keep),
    [directory, bounds, states, names, keep, turn],
  )

  const entry = sel === undefined ? undefined : directory.byId.get(sel)
  const isLink = entry?.kind === 'pipe' || entry?.kind === 'pump' || entry?.kind === 'valve'
  const detail = useQuery({
    ...assetQuery(sel ?? ''),
    enabled: sel !== undefined && (isLink || entry === undefined),
  })
  const selection = useMemo(
    () => ({
      at: entry && !entry.unplaced ? entry.at : detail.data?.at,
      line: isLink ? detail.data?.line : undefined,
    }),
    [entry, detail.data, isLink],
  )
  useEffect(() => {
    if (selection.at && updater) handle.current?.reveal(selection.at)
  }, [selection.at, updater])

  const pick = useCallback(
    (ids: string[], at: { x: number; y: number }) => {
      setChoice(ids.length > 1 ? { ids, ...at } : undefined)
      const [only] = ids
      if (ids.length === 1 && only?.startsWith('ticket:')) go.to(`/tickets/${only.slice('ticket:'.length)}`)
      else if (ids.length === 1 && only?.startsWith('zone:'))
        handle.current?.fit(directory.zones.get(only.slice('zone:'.length))?.area ?? [])
      else if (ids.length === 1) go.change({ sel: only })
    },
    [go, directory],
  )
  const moved = useCallback(
    (view: Parameters<typeof writeView>[0], area: Pick<LngLatBounds, 'contains'>) => {
      setBounds(area)
      go.change({ v: writeView(view) }, { replace: true })
    },
    [go.change],
  )
  const close = () => go.change({ sel: undefined, tab: undefined })
  const visit = (step: 1 | -1) => {
    const abnormal = [...new Set(standing.flatMap(({ alarm }) => alarm.asset ?? []))]
    const next = nextAbnormal(abnormal, sel, step)
    if (next !== undefined) go.change({ sel: next })
  }
  useKeys({
    n: () => visit(1),
    N: () => visit(-1),
    '0': () => handle.current?.fitAll(),
    f: () => (selection.at ? handle.current?.goTo(selection.at) : false),
    '[': () => set({ leftOpen: !leftOpen }),
    ']': () => (sel ? close() : false),
    '\\': () => set({ dockOpen: !dockOpen }),
    Escape: () => (choice ? setChoice(undefined) : sel ? close() : false),
  })

  const list = !complete ? (
    <Loading />
  ) : (
    <InViewList
      seen={seen}
      stateOf={one => states.of(one)}
      unplaced={directory.entries.filter(one => one.unplaced).length}
    />
  )
  return (
    <div className={`${style.page} ${drawable ? '' : style.listOnly}`}>
      {(leftOpen || !drawable) && !narrow && <div className={style.left}>{list}</div>}
      <div className={style.middle}>
        <ModeBanner />
        <ReconnectingBar />
        <div className={style.canvas}>
          {drawable && !underlay ? (
            <Loading />
          ) : drawable && underlay ? (
            <MapView
              handle={handle}
              directory={directory}
              version={site.networkVersion}
              base={site.basemapVersion}
              underlay={underlay}
              preset={preset}
              bounds={site.bounds}
              view={viewOf(search)}
              scene={scene}
              words={words}
              rows={standing}
              seen={seen}
              keep={keep}
              selection={selection}
              summary={say('map.summary', { n: seen.length, a: standing.length })}
              onMove={moved}
              onPick={pick}
              onReady={setUpdater}
            />
          ) : (
            <p className={style.noMap}>{say('map.noWebgl')}</p>
          )}
          {drawable && (
            <div className={style.tools}>
              {!narrow && (
                <Button
                  look="plain"
                  small
                  aria-label={say(leftOpen ? 'map.collapseList' : 'map.expandList')}
                  onPress={() => set({ leftOpen: !leftOpen })}
                >
                  <Icon name={leftOpen ? 'left' : 'right'} size={14} />
                </Button>
              )}
              <LayerChoice />
            </div>
          )}
          {drawable && (!narrow || hasRamp(preset)) && (
            <Legend seen={seen} stateOf={one => states.of(one)} preset={preset} brief={narrow} />
          )}
        </div>
        {choice && (
          <ul
            className={style.choice}
            style={{ left: choice.x, top: choice.y }}
            aria-label={say('map.several')}
          >
            {choice.ids.map(id => (
              <li key={id}>
                <button type="button" onClick={() => pick([id], choice)}>
                  {id.startsWith('ticket:')
                    ? say('ticket.number', { id: id.slice('ticket:'.length) })
                    : names.asset(id)}
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
      {sel !== undefined && (
        <div className={style.right} style={narrow ? {} : { width: drawerWidth }}>
          <Drawer id={sel} close={close} onShow={() => selection.at && handle.current?.goTo(selection.at)} />
        </div>
      )}
      {sel === undefined && !scene.live && !narrow && (
        <div className={style.right}>
          <ReplayPanel directory={directory} />
        </div>
      )}
      <div className={style.bottom}>
        <AlarmDock />
        {!narrow && <TimeBar />}
      </div>
    </div>
  )
}

/** Counts up, at most twice a second, when some asset stands differently. */
function useTurn(updater: MapUpdater | undefined): number {
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    if (!updater) return
    let timer: number | undefined
    const stop = updater.listen(() => {
      timer ??= window.setTimeout(() => {
        timer = undefined
        setTurn(before => before + 1)
      }, 500)
    })
    setTurn(before => before + 1)
    return () => {
      stop()
      window.clearTimeout(timer)
    }
  }, [updater])
  return turn
}
