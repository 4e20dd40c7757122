import { type FormEvent, useState } from 'react'
import { ApiError, request } from '../../api/request.ts'
import { useSay } from '../../i18n/hooks.ts'
import { signedIn } from '../engine.ts'
import look from '../look.module.css'
import { Tap } from '../parts.tsx'

/** The door of the field app; `again` when the session has ended: what was done meanwhile waits on the phone. */
export function FieldSignIn({ again }: { again?: string }) {
  const say = useSay()
  const [name, setName] = useState(again ?? '')
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string>()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setFailure(undefined)
    try {
      await request('/session', { method: 'POST', body: JSON.stringify({ name, password, keep: true }) })
      await signedIn()
    } catch (error) {
      const status = error instanceof ApiError ? error.status : 0
      setFailure(
        say(status === 0 ? 'field.signIn.offline' : status === 429 ? 'session.tooMany' : 'session.wrong'),
      )
    } finally {
      setBusy(false)
      setPassword('')
    }
  }
  return (
    <form className={look.panel} onSubmit={event => void submit(event)}>
      <h1>{say(again ? 'field.signIn.again' : 'field.title')}</h1>
      {again && <p>{say('field.signIn.kept')}</p>}
      <label className={look.field}>
        {say('session.name')}
        <input value={name} onChange={e => setName(e.target.value)} required autoComplete="username" />
      </label>
      <label className={look.field}>
        {say('session.password')}
        <input
          type="password"
          value={password}
          onChange={e => setPassword(e.target.value)}
          required
          autoComplete="current-password"
        />
      </label>
      <p role="alert">{failure}</p>
      <Tap type="submit" look="huge" disabled={busy}>
        {say(busy ? 'session.signingIn' : 'session.signIn')}
      </Tap>
    </form>
  )
}
