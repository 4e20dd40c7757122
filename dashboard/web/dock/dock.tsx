import { useMemo, useState } from 'react'
import { raisedLately } from '../alarms/flood.ts'
import { AlarmList } from '../alarms/list.tsx'
import { isStanding, total } from '../alarms/order.ts'
import { Button } from '../app/button.tsx'
import { Icon } from '../app/icon.tsx'
import { PanelState } from '../app/panel-state.tsx'
import { useSay } from '../i18n/hooks.ts'
import { useAlarmRows, useCounts, useNowIn } from '../live/hooks.ts'
import { useScene } from '../live/scene.ts'
import { useSettings } from '../settings/settings.ts'
import { useGo } from '../url/hooks.ts'
import style from './dock.module.css'

/** The operator's list in short, below the map; all of it, never filtered by what the map shows. */
export function AlarmDock() {
  const say = useSay()
  const go = useGo()
  const { alarms, tags } = useScene()
  const { dockOpen, set } = useSettings()
  const rows = useAlarmRows()
  const counts = useCounts()
  const now = useNowIn(10_000)
  const [active, setActive] = useState<string>()
  const standing = useMemo(() => rows.filter(({ state }) => isStanding(state)), [rows])
  const rate = raisedLately(rows, now)
  const figures = { u: total(counts.unacked), n: total(counts.standing), s: total(counts.setAside) }
  return (
    <section className={`${style.dock} ${dockOpen ? '' : style.closed}`} aria-label={say('alarm.dock')}>
      <div className={style.bar}>
        <Button
          look="bare"
          small
          onPress={() => set({ dockOpen: !dockOpen })}
          aria-label={say(dockOpen ? 'map.collapseDock' : 'map.expandDock')}
        >
          <Icon name={dockOpen ? 'down' : 'up'} size={15} />
        </Button>
        <strong>{say('alarm.dock')}</strong>
        <span className="muted">{say('alarm.dockCounts', figures)}</span>
        <span className="muted">{say('alarm.rate', { n: rate })}</span>
      </div>
      {dockOpen && (
        <div className={style.list}>
          <AlarmList
            rows={standing}
            compact
            active={active}
            onActive={id => {
              setActive(id)
              const alarm = id === undefined ? undefined : alarms.get(id)
              if (alarm?.asset) go.change({ sel: alarm.asset })
            }}
            empty={
              alarms.loaded ? (
                <PanelState
                  title={say('alarm.none')}
                  detail={
                    tags.size === 0 ? say('alarm.noneMeasured') : say('alarm.noneHint', { n: tags.size })
                  }
                />
              ) : (
                <PanelState title={say('alarm.notLoaded')} />
              )
            }
          />
        </div>
      )}
    </section>
  )
}
