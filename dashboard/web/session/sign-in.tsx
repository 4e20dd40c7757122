import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import { signIn } from '../api/commands.ts'
import { sessionQuery } from '../api/queries.ts'
import { ApiError } from '../api/request.ts'
import { Button } from '../app/button.tsx'
import { Icon } from '../app/icon.tsx'
import { LanguageSwitch, ThemeSwitch } from '../app/switches.tsx'
import { type Say, useSay } from '../i18n/hooks.ts'
import style from './sign-in.module.css'

/** The door. Says plainly what went wrong and never which of the two words it was. */
export function SignIn() {
  const say = useSay()
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>()

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setFailure(undefined)
    try {
      client.setQueryData(sessionQuery.queryKey, await signIn(name, password))
    } catch (error) {
      setFailure(error)
      setPassword('')
    } finally {
      setBusy(false)
    }
  }

  return (
    <main className={style.page}>
      <form className={style.card} onSubmit={submit}>
        <div className={style.brand}>
          <Mark />
          <div>
            <h1>{say('app.name')}</h1>
            <p className="muted">{say('session.welcome')}</p>
          </div>
        </div>
        <TextField
          className={style.field ?? ''}
          value={name}
          onChange={setName}
          isRequired
          autoComplete="username"
        >
          <Label>{say('session.name')}</Label>
          <Input autoFocus={true} />
        </TextField>
        <TextField
          className={style.field ?? ''}
          type="password"
          value={password}
          onChange={setPassword}
          isRequired
          autoComplete="current-password"
        >
          <Label>{say('session.password')}</Label>
          <Input />
        </TextField>
        <p className={style.failure} role="alert">
          {failure !== undefined && (
            <>
              <Icon name="warn" size={16} /> {failureText(failure, say)}
            </>
          )}
        </p>
        <Button type="submit" look="strong" isDisabled={busy}>
          {say(busy ? 'session.signingIn' : 'session.signIn')}
        </Button>
        <div className={style.switches}>
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
      </form>
    </main>
  )
}

function failureText(error: unknown, say: Say): string {
  if (!(error instanceof ApiError)) return say('state.error')
  if (error.status === 401 || error.status === 403) return say('session.wrong')
  if (error.status === 429) return say('session.tooMany')
  if (error.status === 0) return say('state.offline')
  return say('state.errorDetail', { detail: error.message, code: error.code })
}

function Mark() {
  return (
    <svg width={40} height={40} viewBox="0 0 32 32" aria-hidden="true" className={style.mark}>
      <path d="M7 25V12a4 4 0 0 1 8 0v8a4 4 0 0 0 8 0V7" />
      <circle cx="7" cy="25" r="3" />
      <circle cx="23" cy="7" r="3" />
    </svg>
  )
}
