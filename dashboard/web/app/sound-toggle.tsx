import { useSay } from '../i18n/hooks.ts'
import { useSettings } from '../settings/settings.ts'
import { useSound } from '../sound/alarm-sound.ts'
import { allowSound, playTone, soundAllowed } from '../sound/player.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import style from './sound-toggle.module.css'

/** Sound on or off at this workstation. Blocked by the browser is a fault and looks like one. */
export function SoundToggle() {
  const say = useSay()
  const { sound, set } = useSettings()
  const { blocked, muted } = useSound()
  const fault = sound && blocked
  const words = say(
    fault ? 'bar.soundBlocked' : !sound ? 'bar.soundOff' : muted ? 'bar.soundMuted' : 'bar.soundOn',
  )
  const press = async () => {
    if (fault) {
      await allowSound()
      useSound.setState({ blocked: !soundAllowed() })
      playTone(3)
      return
    }
    set({ sound: !sound })
  }
  return (
    <span className={fault ? style.fault : style.fine}>
      <Button look="bare" onPress={press} aria-label={words} title={words} aria-pressed={sound && !blocked}>
        <Icon name={sound && !blocked ? 'soundOn' : 'soundOff'} />
        {fault && <span className={style.words}>{words}</span>}
      </Button>
    </span>
  )
}
