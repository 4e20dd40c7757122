import { useCallback, useEffect, useState } from 'react'
import { useLanguage, useSay } from '../../i18n/hooks.ts'
import { useChoices } from '../choices.ts'
import { signOutHere } from '../engine.ts'
import { changeFieldLanguage } from '../language.ts'
import look from '../look.module.css'
import { isWaiting } from '../outbox/entry.ts'
import { Panel, Sign, Tap } from '../parts.tsx'
import { askBrowser, askFor } from '../phone/ask-browser.ts'
import { judge, type Tested } from '../phone/capabilities.ts'
import { useWorker } from '../phone/worker-state.ts'
import { useField } from '../state.ts'
import { offBy } from '../work/site-time.ts'
import style from './phone.module.css'

/** What this phone can do and what it lacks, with advice; who is signed in; language and light. */
export function PhonePage() {
  const say = useSay()
  return (
    <>
      <h1 className={style.title}>{say('field.phone.title')}</h1>
      <Capabilities />
      <Person />
      <Looks />
    </>
  )
}

function Capabilities() {
  const say = useSay()
  const worker = useWorker(({ state }) => state)
  const newer = useWorker(state => state.newer)
  const heard = useField(state => state.heard)
  const [tested, setTested] = useState<Tested[]>([])
  const test = useCallback(
    async () => setTested(judge(await askBrowser(worker, true, offBy(heard)))),
    [worker, heard],
  )
  useEffect(() => void test(), [test])
  const ask = async (capability: 'kept' | 'position' | 'notification') => {
    await askFor(capability)
    await test()
  }
  return (
    <Panel title={say('field.phone.checks')}>
      {newer && <p className={look.note}>{say('field.phone.newer')}</p>}
      <ul className={look.stack}>
        {tested.map(({ capability, state, figure }) => (
          <li key={capability} className={style.check} data-state={state}>
            <span className={style.mark}>
              <Sign name={state === 'ok' ? 'check' : state === 'ask' ? 'wait' : 'warn'} />
            </span>
            <div>
              <strong>{say(`field.can.${capability}`)}</strong> <span>{say(`field.phone.${state}`)}</span>
              {capability === 'database' && figure !== undefined && (
                <p className="muted">{say('field.phone.free', { n: Math.round(figure / 1e6) })}</p>
              )}
              {state !== 'ok' && <p>{say(`field.advice.${capability}`, { n: figure ?? 0 })}</p>}
              {state === 'ask' &&
                (capability === 'kept' || capability === 'position' || capability === 'notification') && (
                  <Tap onClick={() => void ask(capability)}>{say('field.phone.allow')}</Tap>
                )}
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Person() {
  const say = useSay()
  const session = useField(state => state.session)
  const waiting = useField(state => state.entries.filter(isWaiting).length)
  const [sure, setSure] = useState(false)
  return (
    <Panel title={say('field.phone.person')}>
      <p>{session?.actor.name}</p>
      {sure ? (
        <>
          {waiting > 0 && <p className={look.note}>{say('field.phone.unsent', { count: waiting })}</p>}
          <Tap onClick={() => void signOutHere()}>{say('field.phone.reallySignOut')}</Tap>
        </>
      ) : (
        <Tap onClick={() => setSure(true)}>{say('session.signOut')}</Tap>
      )}
    </Panel>
  )
}

function Looks() {
  const say = useSay()
  const language = useLanguage()
  const theme = useChoices(state => state.theme)
  const light = (next: 'light' | 'dark') => {
    useChoices.setState({ theme: next })
    document.documentElement.dataset.theme = next
  }
  const speak = async (next: 'zh' | 'en') => {
    useChoices.setState({ language: next })
    await changeFieldLanguage(next)
  }
  return (
    <Panel title={say('field.phone.looks')}>
      <div className={look.row}>
        <Tap
          aria-pressed={language === 'zh'}
          look={language === 'zh' ? 'strong' : 'plain'}
          onClick={() => void speak('zh')}
        >
          {say('field.phone.zh')}
        </Tap>
        <Tap
          aria-pressed={language === 'en'}
          look={language === 'en' ? 'strong' : 'plain'}
          onClick={() => void speak('en')}
        >
          English
        </Tap>
      </div>
      <div className={look.row}>
        <Tap
          aria-pressed={theme === 'light'}
          look={theme === 'light' ? 'strong' : 'plain'}
          onClick={() => light('light')}
        >
          {say('field.phone.light')}
        </Tap>
        <Tap
          aria-pressed={theme === 'dark'}
          look={theme === 'dark' ? 'strong' : 'plain'}
          onClick={() => light('dark')}
        >
          {say('field.phone.dark')}
        </Tap>
      </div>
    </Panel>
  )
}
