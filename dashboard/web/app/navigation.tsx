import { Link } from '@tanstack/react-router'
import { useSay } from '../i18n/hooks.ts'
import { Icon } from './icon.tsx'
import style from './navigation.module.css'
import { PAGES } from './pages.ts'

/** The pages; selection, filter and time go along. On a phone it is the bar at the bottom. */
export function Navigation() {
  const say = useSay()
  return (
    <nav className={style.nav} aria-label={say('nav.label')}>
      {PAGES.map(({ name, path, icon, key }) => (
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
