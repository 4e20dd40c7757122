import { type KeyboardEvent, useDeferredValue, useMemo, useState } from 'react'
import { Dialog } from '../app/dialog.tsx'
import { PAGES } from '../app/pages.ts'
import { useDirectory, useNames } from '../directory/hooks.ts'
import { sayCode, useLanguage, useSay } from '../i18n/hooks.ts'
import { changeLanguage } from '../i18n/language.ts'
import { useTickets } from '../live/hooks.ts'
import { useSettings } from '../settings/settings.ts'
import { useTicketWords } from '../tickets/words.ts'
import { useGo } from '../url/hooks.ts'
import { type Findable, find } from './find.ts'
import style from './palette.module.css'

interface Item extends Findable {
  title: string
  detail: string
  group: 'commands' | 'tickets' | 'zones' | 'assets'
  run(): void
}

/** Most hits of one group. */
const MOST = 8

/** One field for everything: assets by name or id, tickets, zones, and what the program can do. */
export function Palette({ close }: { close(): void }) {
  const say = useSay()
  const items = useItems()
  const [typed, setTyped] = useState('')
  const text = useDeferredValue(typed)
  const [at, setAt] = useState(0)
  const groups = useMemo(
    () =>
      (['tickets', 'zones', 'assets', 'commands'] as const).map(group => {
        const all = items.filter(item => item.group === group)
        return { group, hits: text === '' ? (group === 'commands' ? all : []) : find(all, text, MOST) }
      }),
    [items, text],
  )
  const hits = groups.flatMap(({ hits }) => hits)
  const chosen = hits[Math.min(at, hits.length - 1)]
  const run = (item: Item | undefined) => {
    if (!item) return
    close()
    item.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      setAt(before => Math.max(0, Math.min(hits.length - 1, before + step)))
    } else if (event.key === 'Enter') {
      event.preventDefault()
      run(chosen)
    }
  }
  return (
    <Dialog title={say('search.title')} close={close} wide>
      <input
        className={style.input}
        value={typed}
        placeholder={say('search.placeholder')}
        onChange={event => {
          setTyped(event.target.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
        autoFocus
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-hits"
        aria-activedescendant={chosen ? `hit-${chosen.group}-${chosen.id}` : undefined}
        aria-label={say('search.title')}
        autoComplete="off"
        spellCheck={false}
      />
      <div id="palette-hits" role="listbox" aria-label={say('search.title')} className={style.hits}>
        {text !== '' && hits.length === 0 && <p className={style.none}>{say('search.none', { text })}</p>}
        {groups
          .filter(({ hits }) => hits.length > 0)
          .map(({ group, hits }) => (
            <div key={group} role="group" aria-label={say(`search.${group}`)}>
              <p className={style.group}>{say(`search.${group}`)}</p>
              {hits.map(item => (
                // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled in the field
                <div
                  key={item.id}
                  id={`hit-${group}-${item.id}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={item === chosen}
                  className={`${style.hit} ${item === chosen ? style.chosen : ''}`}
                  onClick={() => run(item)}
                >
                  <span>{item.title}</span>
                  <span className="muted">{item.detail}</span>
                </div>
              ))}
            </div>
          ))}
      </div>
      <p className={style.hint}>{say('search.hint')}</p>
    </Dialog>
  )
}

function useItems(): Item[] {
  const say = useSay()
  const go = useGo()
  const language = useLanguage()
  const directory = useDirectory()
  const tickets = useTickets()
  const names = useNames()
  const words = useTicketWords()
  const set = useSettings(settings => settings.set)
  const theme = useSettings(settings => settings.theme)
  return useMemo(() => {
    const commands: Item[] = PAGES.map(page => ({
      id: page.path,
      group: 'commands',
      title: say(`nav.${page.name}`),
      detail: `g ${page.key}`,
      words: [say(`nav.${page.name}`), page.name],
      run: () => go.to(page.path),
    }))
    const next = theme === 'dark' ? ('light' as const) : ('dark' as const)
    const themeWords = `${say('bar.theme')}: ${say(next === 'dark' ? 'bar.themeDark' : 'bar.themeLight')}`
    commands.push(
      {
        id: 'theme',
        group: 'commands',
        title: themeWords,
        detail: '',
        words: [themeWords, 'theme'],
        run: () => {
          document.documentElement.dataset.theme = next
          set({ theme: next })
        },
      },
      {
        id: 'language',
        group: 'commands',
        title: say('bar.language'),
        detail: say('bar.languageHint'),
        words: [say('bar.language'), say('bar.languageHint'), 'language 语言'],
        run: () => {
          const other = language === 'zh' ? 'en' : 'zh'
          set({ language: other })
          go.change({ lang: undefined }, { replace: true })
          void changeLanguage(other)
        },
      },
    )
    const zones: Item[] = [...(directory?.zones.values() ?? [])].map(zone => ({
      id: zone.id,
      group: 'zones',
      title: names.zone(zone.id),
      detail: zone.id,
      words: [zone.name.zh, zone.name.en, zone.id],
      run: () => go.to('/map', { sel: zone.id, f: `zone:${zone.id}` }),
    }))
    const assets: Item[] = (directory?.entries ?? []).map(entry => ({
      id: entry.id,
      group: 'assets',
      title: names.asset(entry.id),
      detail: [sayCode(say, 'kind', entry.kind), entry.id].join(' · '),
      words: entry.name ? [entry.name.zh, entry.name.en, entry.id] : [entry.id],
      run: () => go.to('/map', { sel: entry.id }),
    }))
    const jobs: Item[] = tickets.map(({ ticket }) => ({
      id: ticket.id,
      group: 'tickets',
      title: `${ticket.id} ${words.category(ticket)}`,
      detail: words.where(ticket),
      words: [ticket.id, words.category(ticket), words.where(ticket)],
      run: () => go.to(`/tickets/${ticket.id}`),
    }))
    return [...jobs, ...zones, ...assets, ...commands]
  }, [say, go, language, directory, tickets, names, words, set, theme])
}
