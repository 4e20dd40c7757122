import { Link } from '@tanstack/react-router'
import { useNarrow } from '../grid/narrow.ts'
import { useSay } from '../i18n/hooks.ts'
import { Icon } from './icon.tsx'
import style from './navigation.module.css'
import { PAGES } from './pages.ts'

/** Pages in the bar of a phone; the others are in the menu. */
export const IN_ONE_HAND = 3

/** The pages; selection, filter and time go along. On a phone it is the bar at the bottom. */
export function Navigation() {
  const say = useSay()
  const narrow = useNarrow()
  return (
    <nav className={style.nav} aria-label={say('nav.label')}>
      {PAGES.slice(0, narrow ? IN_ONE_HAND : undefined).map(({ name, path, icon, key }) => (
        <Link
          key={name}
          to={path}
          search={(before: object) => ({ ...before, tab: undefined })}
          className={style.link}
          activeProps={{ className: `${style.link} ${style.here}`, 'aria-current': 'page' }}
          title={`${say(`nav.${name}`)}　g ${key}`}
        >
          <Icon name={icon} size={17} />
          <span>{say(`nav.${name}`)}</span>
        </Link>
      ))}
    </nav>
  )
}
