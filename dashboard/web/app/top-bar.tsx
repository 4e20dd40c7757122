import { useQuery } from '@tanstack/react-query'
import { siteQuery } from '../api/queries.ts'
import { named, useLanguage, useSay } from '../i18n/hooks.ts'
import { Button } from './button.tsx'
import { Counters } from './counters.tsx'
import { FreshnessChip } from './freshness-chip.tsx'
import { Icon } from './icon.tsx'
import { Navigation } from './navigation.tsx'
import { PersonMenu } from './person-menu.tsx'
import { ServerTime } from './server-time.tsx'
import { SoundToggle } from './sound-toggle.tsx'
import { LanguageSwitch, ThemeSwitch } from './switches.tsx'
import style from './top-bar.module.css'

/** Navigation, alarm counters, freshness and clock: on every page, never hidden. */
export function TopBar({ onSearch, onKeys }: { onSearch(): void; onKeys(): void }) {
  const say = useSay()
  const language = useLanguage()
  const site = useQuery(siteQuery).data
  return (
    <header className={style.bar}>
      <div className={style.site} title={named(site?.name, language)}>
        {named(site?.name, language) ?? say('app.name')}
      </div>
      <Navigation />
      <button type="button" className={style.search} onClick={onSearch} aria-label={say('search.title')}>
        <Icon name="search" size={16} />
        <span>{say('bar.search')}</span>
        <kbd aria-hidden="true">/</kbd>
      </button>
      <div className={style.facts}>
        <Counters />
        <FreshnessChip />
        <ServerTime />
      </div>
      <div className={style.tools}>
        <SoundToggle />
        <span className={style.wide}>
          <LanguageSwitch />
          <ThemeSwitch />
          <Button look="bare" onPress={onKeys} aria-label={say('bar.help')} title={`${say('bar.help')} ?`}>
            <Icon name="help" />
          </Button>
        </span>
        <PersonMenu />
      </div>
    </header>
  )
}
