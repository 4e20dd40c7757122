import { useEffect, useState } from 'react'
import { Button } from '../app/button.tsx'
import { useTimeZone } from '../directory/hooks.ts'
import { useNarrow } from '../grid/narrow.ts'
import { useSay } from '../i18n/hooks.ts'
import { useAlarms } from '../live/hooks.ts'
import { useMay } from '../session/rights.ts'
import { useSettings } from '../settings/settings.ts'
import { momentWord } from '../url/grammar.ts'
import { useGo, usePath, useSearch } from '../url/hooks.ts'
import { beforeIt, burstOf, placeOf, STAGES, stageOf } from './stage.ts'
import style from './tour.module.css'

/** Leads a first visitor from a burst to its replay; can be sent away for good. It covers nothing that is needed. */
export function Tour() {
  const wanted = useSettings(settings => settings.tour)
  const may = useMay('alarm.acknowledge')
  const narrow = useNarrow()
  const path = usePath()
  // Elsewhere somebody is at work already.
  const here = path === '/map' || /^\/tickets\/[^/]+$/.test(path)
  return wanted && may && !narrow ? <Card hidden={!here} /> : null
}

function Card({ hidden }: { hidden: boolean }) {
  const say = useSay()
  const go = useGo()
  const path = usePath()
  const zone = useTimeZone()
  const { sel, t } = useSearch()
  const set = useSettings(settings => settings.set)
  const burst = burstOf([...useAlarms()])
  const [seen, setSeen] = useState({ sawTicket: false, sawReplay: false })
  useEffect(() => {
    if (burst?.ticket && path === `/tickets/${burst.ticket}`)
      setSeen(before => ({ ...before, sawTicket: true }))
    if (t !== undefined && path === '/map') setSeen(before => ({ ...before, sawReplay: true }))
  }, [burst?.ticket, path, t])
  const stage = stageOf({ burst, selected: path === '/map' ? sel : undefined, ...seen })
  const lead = () => {
    if (!burst) return
    if (stage === 'see' || stage === 'acknowledge') go.to('/map', { sel: placeOf(burst), t: undefined })
    if (stage === 'ticket') go.to(`/tickets/${burst.ticket}`)
    if (stage === 'replay')
      go.to('/map', { sel: placeOf(burst), t: momentWord(beforeIt(burst), zone), win: '1h', sp: '60' })
  }
  const leads = burst !== undefined && (stage === 'see' || stage === 'ticket' || stage === 'replay')
  return (
    <aside className={style.card} hidden={hidden} aria-label={say('tour.title')}>
      <p className={style.title}>
        {say('tour.title')}{' '}
        <span className="muted">
          {Math.min(STAGES.indexOf(stage) + 1, STAGES.length - 1)}/{STAGES.length - 1}
        </span>
      </p>
      <p role="status">{say(`tour.${stage}`)}</p>
      <div className={style.buttons}>
        {leads && (
          <Button small look="strong" onPress={lead}>
            {say('tour.lead')}
          </Button>
        )}
        <Button small onPress={() => set({ tour: false })}>
          {say(stage === 'done' ? 'tour.finish' : 'tour.never')}
        </Button>
      </div>
    </aside>
  )
}
