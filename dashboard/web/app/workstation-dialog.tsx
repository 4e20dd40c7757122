import { useQuery } from '@tanstack/react-query'
import { PRIORITIES } from '../../../model/alarm.ts'
import { siteQuery } from '../api/queries.ts'
import { named, useLanguage, useSay } from '../i18n/hooks.ts'
import { useSettings } from '../settings/settings.ts'
import { useSound } from '../sound/alarm-sound.ts'
import { allowSound, playTone, soundAllowed } from '../sound/player.ts'
import { Button } from './button.tsx'
import { Dialog, DialogButtons } from './dialog.tsx'
import style from './workstation.module.css'

/** What this desk answers for, and how each priority sounds. */
export function WorkstationDialog({ close }: { close(): void }) {
  const say = useSay()
  const language = useLanguage()
  const { area, set } = useSettings()
  const zones = useQuery(siteQuery).data?.zones ?? []
  const listen = async (priority: 1 | 2 | 3 | 4) => {
    await allowSound()
    useSound.setState({ blocked: !soundAllowed() })
    playTone(priority)
  }
  const toggle = (id: string, on: boolean) =>
    set({ area: zones.map(zone => zone.id).filter(one => (one === id ? on : area.includes(one))) })
  return (
    <Dialog title={say('workstation.title')} close={close} wide>
      <fieldset className={style.zones}>
        <legend>{say('workstation.area')}</legend>
        <label>
          <input type="checkbox" checked={area.length === 0} onChange={() => set({ area: [] })} />
          {say('workstation.all')}
        </label>
        {zones.map(({ id, name }) => (
          <label key={id}>
            <input
              type="checkbox"
              checked={area.includes(id)}
              onChange={event => toggle(id, event.target.checked)}
            />
            {named(name, language)}
          </label>
        ))}
      </fieldset>
      <p className="muted">{say('workstation.onlySound')}</p>
      <div className={style.tones}>
        <span className="muted">{say('workstation.test')}</span>
        {PRIORITIES.filter(priority => priority < 4).map(priority => (
          <Button
            key={priority}
            small
            onPress={() => void listen(priority)}
            aria-label={`${say('workstation.test')} ${say('workstation.tone', { p: priority })}`}
          >
            {say('workstation.tone', { p: priority })}
          </Button>
        ))}
        <span className="muted">{say('workstation.silent')}</span>
      </div>
      <DialogButtons>
        <Button look="strong" onPress={close}>
          {say('workstation.close')}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}
