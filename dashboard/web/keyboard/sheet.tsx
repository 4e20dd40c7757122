import { Button } from '../app/button.tsx'
import { Dialog, DialogButtons } from '../app/dialog.tsx'
import { useSay } from '../i18n/hooks.ts'
import style from './sheet.module.css'

/** Every single key there is, by where it works. */
const SHEET = {
  anywhere: [
    ['g m', 'goMap'],
    ['g a', 'goAlarms'],
    ['g t', 'goTickets'],
    ['g s', 'goStations'],
    ['g q', 'goQuality'],
    ['g z', 'goZones'],
    ['g h', 'goShift'],
    ['/', 'search'],
    ['Ctrl K', 'search'],
    ['m', 'mute'],
    ['?', 'sheet'],
    ['Esc', 'escape'],
  ],
  lists: [
    ['j ↓', 'down'],
    ['k ↑', 'up'],
    ['Enter', 'open'],
    ['a', 'ack'],
    ['⇧ A', 'ackVisible'],
    ['s', 'shelve'],
    ['t', 'ticket'],
    ['z', 'zoom'],
    ['v', 'view'],
  ],
  replay: [
    ['Space', 'play'],
    [', .', 'tenSeconds'],
    ['< >', 'hundredSeconds'],
    ['{ }', 'events'],
    ['b', 'compare'],
    ['End', 'leaveReplay'],
  ],
  map: [
    ['n', 'nextAbnormal'],
    ['⇧ N', 'previousAbnormal'],
    ['0', 'fitAll'],
    ['f', 'fitSelection'],
    ['d', 'measure'],
    ['l', 'lock'],
    ['[', 'panelLeft'],
    [']', 'panelRight'],
    ['\\', 'dock'],
  ],
} as const

/** The sheet of keys. */
export function KeySheet({ close }: { close(): void }) {
  const say = useSay()
  return (
    <Dialog title={say('keys.title')} close={close} wide>
      <div className={style.sheet}>
        {Object.entries(SHEET).map(([where, keys]) => (
          <section key={where}>
            <h3>{say(`keys.${where}`)}</h3>
            <dl>
              {keys.map(([key, what]) => (
                <div key={key}>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{say(`keys.${what}`)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <DialogButtons>
        <Button onPress={close}>{say('keys.close')}</Button>
      </DialogButtons>
    </Dialog>
  )
}
