import { useQuery } from '@tanstack/react-query'
import { siteQuery } from '../api/queries.ts'
import { useNarrow } from '../grid/narrow.ts'
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
import { Workstation } from './workstation.tsx'

interface TopBarProps {
  onSearch(): void
  onKeys(): void
}

/** Navigation, alarm counters, freshness and clock: on every page, never hidden. */
export function TopBar(props: TopBarProps) {
  const narrow = useNarrow()
  return narrow ? <NarrowBar {...props} /> : <WideBar {...props} />
}

function WideBar({ onSearch, onKeys }: TopBarProps) {
  const say = useSay()
  const language = useLanguage()
  const site = useQuery(siteQuery).data
  return (
    <header className={style.bar} data-bar>
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
        <Workstation />
        <SoundToggle />
        <LanguageSwitch />
        <ThemeSwitch />
        <Button look="bare" onPress={onKeys} aria-label={say('bar.help')} title={`${say('bar.help')} ?`}>
          <Icon name="help" />
        </Button>
        <PersonMenu />
      </div>
    </header>
  )
}

/** One hand: what must be seen stays above, what is reached for is below. */
function NarrowBar({ onSearch }: TopBarProps) {
  const say = useSay()
  return (
    <header className={style.narrow} data-bar>
      <Counters />
      <span className={style.facts}>
        <FreshnessChip />
        <ServerTime />
        <SoundToggle />
      </span>
      <div className={style.below}>
        <Navigation />
        <button type="button" className={style.tab} onClick={onSearch}>
          <Icon name="search" size={20} />
          <span>{say('bar.find')}</span>
        </button>
        <PersonMenu />
      </div>
    </header>
  )
}
