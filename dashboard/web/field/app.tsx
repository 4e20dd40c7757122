import { clockTime } from '../format/instant.ts'
import { useSay } from '../i18n/hooks.ts'
import style from './app.module.css'
import { hurry } from './engine.ts'
import { isWaiting } from './outbox/entry.ts'
import { JobPage } from './pages/job.tsx'
import { JobsPage } from './pages/jobs.tsx'
import { OutboxPage } from './pages/outbox.tsx'
import { PhonePage } from './pages/phone.tsx'
import { FieldSignIn } from './pages/sign-in.tsx'
import { Sign, useSiteNow, useTimeZone } from './parts.tsx'
import { goTo, type Route, useRoute } from './route.ts'
import { useField } from './state.ts'

/** The field app: what is waiting to be sent is seen on every page. */
export function FieldApp() {
  const say = useSay()
  const phase = useField(state => state.phase)
  const session = useField(state => state.session)
  const signedOut = useField(state => state.signedOut)
  const route = useRoute()
  if (phase === 'opening') return <p className={style.alone}>{say('field.opening')}</p>
  if (phase === 'no-database') return <p className={style.alone}>{say('field.noDatabase')}</p>
  if (!session) return <FieldSignIn />
  return (
    <>
      <Bar />
      {signedOut && <FieldSignIn again={session.actor.id} />}
      <Trouble />
      <main className={style.main}>
        <Page route={route} />
      </main>
      <Tabs route={route} />
    </>
  )
}

function Page({ route }: { route: Route }) {
  if (route.page === 'job') return <JobPage key={route.ticket} id={route.ticket} />
  if (route.page === 'outbox') return <OutboxPage />
  return route.page === 'phone' ? <PhonePage /> : <JobsPage />
}

function Bar() {
  const say = useSay()
  const zone = useTimeZone()
  const now = useSiteNow()
  const online = useField(state => state.online)
  const n = useField(state => state.entries.filter(isWaiting).length)
  const refused = useField(state => state.entries.some(entry => entry.state === 'refused'))
  return (
    <header className={style.bar}>
      <button
        type="button"
        className={style.pill}
        data-state={!online ? 'offline' : refused ? 'refused' : n > 0 ? 'waiting' : 'clear'}
        onClick={() => {
          goTo({ page: 'outbox' })
          void hurry()
        }}
      >
        <span aria-live="polite">
          {say(online ? 'field.online' : 'field.offline')} ·{' '}
          {n === 0 ? say('field.allSent') : say('field.waiting', { count: n })}
        </span>
      </button>
      <time>{clockTime(now, zone)}</time>
    </header>
  )
}

function Trouble() {
  const say = useSay()
  const trouble = useField(state => state.trouble)
  return (
    <div role="alert">{trouble && <p className={style.trouble}>{say(`field.trouble.${trouble}`)}</p>}</div>
  )
}

const TABS = [
  { page: 'jobs', sign: 'jobs' },
  { page: 'outbox', sign: 'outbox' },
  { page: 'phone', sign: 'phone' },
] as const

function Tabs({ route }: { route: Route }) {
  const say = useSay()
  const n = useField(state => state.entries.filter(isWaiting).length)
  const here = route.page === 'job' ? 'jobs' : route.page
  return (
    <nav className={style.tabs} aria-label={say('field.tabs.label')}>
      {TABS.map(({ page, sign }) => (
        <button
          key={page}
          type="button"
          aria-current={here === page ? 'page' : undefined}
          onClick={() => goTo({ page })}
        >
          <Sign name={sign} />
          <span>
            {say(`field.tabs.${page}`)}
            {page === 'outbox' && n > 0 && ` ${n}`}
          </span>
        </button>
      ))}
    </nav>
  )
}
