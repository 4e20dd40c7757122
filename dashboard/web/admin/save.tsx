import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { create } from 'zustand'
import { ApiError } from '../api/request.ts'
import { Button } from '../app/button.tsx'
import { DialogButtons } from '../app/dialog.tsx'
import { Field } from '../app/field.tsx'
import { Failed } from '../app/panel-state.tsx'
import { useSay } from '../i18n/hooks.ts'
import style from './page.module.css'

/** What the last save has led to, told on the page behind the form. */
export const useSaved = create<{ words: string | undefined }>()(() => ({ words: undefined }))

interface SaveProps {
  /** Why it cannot be saved as it stands, or undefined. */
  wrong?: string | undefined
  /** Why nobody here may save at all. */
  forbidden?: string | undefined
  /** Makes the change; what it answers is said on the page. */
  save(reason: string): Promise<string>
  close(): void
  /** Stays open after saving: the form has something to show. */
  stay?: boolean
  more?: ReactNode
}

/** The end of every settings form: why, save or leave, and everything that is wrong, at once. */
export function Save({ wrong, forbidden, save, close, stay = false, more }: SaveProps) {
  const say = useSay()
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>()
  const again = () => client.invalidateQueries({ queryKey: ['settings'] })
  const send = async () => {
    setBusy(true)
    setFailure(undefined)
    try {
      const words = await save(reason.trim())
      await again()
      useSaved.setState({ words })
      if (!stay) close()
    } catch (error) {
      setFailure(error)
      setBusy(false)
    }
  }
  const show = async () => {
    await again()
    close()
  }
  const blocked = forbidden ?? wrong
  return (
    <>
      {forbidden === undefined && (
        <Field
          label={say('settings.reason')}
          value={reason}
          onChange={setReason}
          required
          hint={say('settings.reasonHint')}
        />
      )}
      {blocked !== undefined && <p className={style.quiet}>{blocked}</p>}
      {failure !== undefined && <Refused error={failure} show={() => void show()} />}
      <DialogButtons>
        {more}
        <Button onPress={close}>{say('settings.cancel')}</Button>
        <Button
          look="strong"
          isDisabled={busy || blocked !== undefined || reason.trim().length < 3}
          onPress={() => void send()}
          {...(blocked === undefined ? {} : { title: blocked })}
        >
          {say(busy ? 'settings.saving' : 'settings.save')}
        </Button>
      </DialogButtons>
    </>
  )
}

function Refused({ error, show }: { error: unknown; show(): void }) {
  const say = useSay()
  if (!(error instanceof ApiError)) return <Failed error={error} />
  if (error.code === 'changed-meanwhile')
    return (
      <div role="alert">
        <p>{say('settings.meanwhile')}</p>
        <Button small onPress={show}>
          {say('settings.look')}
        </Button>
      </div>
    )
  if (error.problems.length === 0) return <Failed error={error} />
  return (
    <div role="alert">
      <p>{say('settings.wrong')}</p>
      <ul>
        {error.problems.map(({ field, message }) => (
          <li key={`${field} ${message}`}>
            {field && <span className={style.code}>{field}</span>} {message}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Says what the last save has led to. */
export function SavedWords() {
  const words = useSaved(({ words }) => words)
  return (
    <p role="status" className={words ? style.mark : 'visually-hidden'}>
      {words}
    </p>
  )
}
