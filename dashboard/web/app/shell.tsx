import { useQuery } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { AlarmDialogs } from '../alarms/dialogs.tsx'
import { AlarmFailures } from '../alarms/failures.tsx'
import { siteQuery } from '../api/queries.ts'
import { named, useLanguage, useSay } from '../i18n/hooks.ts'
import { changeLanguage } from '../i18n/language.ts'
import { useKeys } from '../keyboard/keys.ts'
import { useSound } from '../sound/alarm-sound.ts'
import { NewTicket } from '../tickets/create.tsx'
import { Tour } from '../tour/tour.tsx'
import { useGo, usePath, useSearch } from '../url/hooks.ts'
import { Announcer } from './announcer.tsx'
import { IngestBanner } from './ingest-banner.tsx'
import { PAGES } from './pages.ts'
import style from './shell.module.css'
import { TopBar } from './top-bar.tsx'
import { useStream } from './use-stream.ts'

const Palette = lazy(() => import('../search/palette.tsx').then(({ Palette }) => ({ default: Palette })))
const KeySheet = lazy(() => import('../keyboard/sheet.tsx').then(({ KeySheet }) => ({ default: KeySheet })))

/** What is around every page: the bar with everything that must never be hidden, the stream, sound and keys. */
export function Shell({ children }: { children: ReactNode }) {
  const say = useSay()
  const go = useGo()
  const [open, setOpen] = useState<'search' | 'keys' | undefined>()
  useStream({ sound: true })
  useAddressLanguage()
  useTitle()
  useKeys({
    ...Object.fromEntries(PAGES.map(page => [`g ${page.key}`, () => go.to(page.path)])),
    '/': () => setOpen('search'),
    '?': () => setOpen('keys'),
    m: () => useSound.getState().mute(),
  })
  useEffect(() => {
    const palette = (event: KeyboardEvent) => {
      if (event.key !== 'k' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      setOpen('search')
    }
    window.addEventListener('keydown', palette)
    return () => window.removeEventListener('keydown', palette)
  }, [])
  return (
    <div className={style.shell}>
      <a className={style.skip} href="#page">
        {say('nav.skip')}
      </a>
      <TopBar onSearch={() => setOpen('search')} onKeys={() => setOpen('keys')} />
      <div>
        <IngestBanner />
      </div>
      <main id="page" className={style.page} tabIndex={-1}>
        {children}
      </main>
      <Announcer />
      <Tour />
      <AlarmDialogs />
      <NewTicket />
      <AlarmFailures />
      <Suspense>
        {open === 'search' && <Palette close={() => setOpen(undefined)} />}
        {open === 'keys' && <KeySheet close={() => setOpen(undefined)} />}
      </Suspense>
    </div>
  )
}

function useAddressLanguage(): void {
  const { lang } = useSearch()
  const language = useLanguage()
  useEffect(() => {
    if (lang && lang !== language) void changeLanguage(lang)
  }, [lang, language])
}

function useTitle(): void {
  const say = useSay()
  const path = usePath()
  const language = useLanguage()
  const site = named(useQuery(siteQuery).data?.name, language)
  useEffect(() => {
    const page = PAGES.find(({ path: start }) => path.startsWith(start))
    const words = page ? say(`nav.${page.name}`) : say('app.name')
    document.title = site ? say('app.title', { page: words, site }) : words
  }, [say, path, site])
}
