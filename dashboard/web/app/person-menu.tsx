import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Dialog, DialogTrigger, Popover } from 'react-aria-components'
import { signOut } from '../api/commands.ts'
import { useReading } from '../directory/hooks.ts'
import { PRESSURE_UNITS } from '../format/value.ts'
import { useNarrow } from '../grid/narrow.ts'
import { useLanguage, useSay } from '../i18n/hooks.ts'
import { personName } from '../people/names.ts'
import { useSession } from '../session/rights.ts'
import { useSettings } from '../settings/settings.ts'
import { Button } from './button.tsx'
import { Choice } from './choice.tsx'
import { Icon } from './icon.tsx'
import { IN_ONE_HAND } from './navigation.tsx'
import { PAGES } from './pages.ts'
import style from './person-menu.module.css'
import { LanguageSwitch, ThemeSwitch } from './switches.tsx'
import { Workstation } from './workstation.tsx'

/** Who is signed in, how this workstation shows things, and the way out. */
export function PersonMenu() {
  const say = useSay()
  const narrow = useNarrow()
  const session = useSession()
  const client = useQueryClient()
  const language = useLanguage()
  const { pressure } = useReading()
  const { set, motion, keys } = useSettings()
  const leave = async () => {
    await signOut().catch(() => {})
    client.clear()
    location.assign('/')
  }
  return (
    <DialogTrigger>
      <Button look="bare" aria-label={say('bar.person')}>
        <Icon name="person" />
        <span className={style.name}>{session && personName(session.actor, language)}</span>
      </Button>
      <Popover placement="bottom end" className={style.popover ?? ''}>
        <Dialog className={style.dialog ?? ''} aria-label={say('bar.person')}>
          {({ close }) => (
            <>
              <div>
                <p className={style.who}>{session && personName(session.actor, language)}</p>
                <p className="muted">
                  {session?.actor.roles.map(role => say(`session.roles.${role}`)).join(' · ')}
                </p>
              </div>
              {narrow && (
                <nav className={style.pages} aria-label={say('nav.more')}>
                  {PAGES.slice(IN_ONE_HAND).map(({ name, path, icon }) => (
                    <Link
                      key={name}
                      to={path}
                      search={(before: object) => ({ ...before, tab: undefined })}
                      onClick={close}
                    >
                      <Icon name={icon} size={18} /> {say(`nav.${name}`)}
                    </Link>
                  ))}
                </nav>
              )}
              <Link
                to="/settings/$section"
                params={{ section: 'points' }}
                search={(before: object) => ({ ...before, tab: undefined, f: undefined, sel: undefined })}
                onClick={close}
              >
                {say('nav.settings')}
              </Link>
              {narrow && <Workstation />}
              <div className={style.switches}>
                <LanguageSwitch />
                <ThemeSwitch />
              </div>
              <Choice
                label={say('unit.pressure')}
                value={pressure}
                options={PRESSURE_UNITS.map(unit => ({ value: unit, label: unit }))}
                onChange={unit => set({ pressure: unit })}
              />
              <Choice
                label={say('motion.label')}
                value={motion}
                options={(['full', 'still'] as const).map(value => ({
                  value,
                  label: say(`motion.${value}`),
                }))}
                onChange={value => {
                  document.documentElement.dataset.motion = value
                  set({ motion: value })
                }}
              />
              <Button onPress={() => set({ keys: !keys })}>{say(keys ? 'keys.off' : 'keys.on')}</Button>
              <Button onPress={leave}>{say('session.signOut')}</Button>
            </>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}
