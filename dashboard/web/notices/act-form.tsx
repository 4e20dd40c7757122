import { useState } from 'react'
import { HOUR } from '../../../model/time.ts'
import { Button } from '../app/button.tsx'
import { Dialog, DialogButtons } from '../app/dialog.tsx'
import { Field } from '../app/field.tsx'
import { useTimeZone } from '../directory/hooks.ts'
import { useSay } from '../i18n/hooks.ts'
import { fromField, toField } from './local-time.ts'
import type { Act, NoticeView } from './queries.ts'
import { TimeField } from './time-field.tsx'

interface ActFormProps {
  act: Act
  notice: NoticeView
  close(): void
  send(act: Act, more: Record<string, unknown>): Promise<void>
}

/** Taking a notice back or changing its promise needs a reason, which customers can read. */
export function ActForm({ act, notice, close, send }: ActFormProps) {
  const say = useSay()
  const zone = useTimeZone()
  const [words, setWords] = useState('')
  const [until, setUntil] = useState(() => toField(notice.expectedRecovery + 2 * HOUR, zone))
  const at = fromField(until, zone)
  const extends_ = act === 'extend'
  const ready = words.trim() !== '' && (!extends_ || at !== undefined)
  const submit = () =>
    void send(act, extends_ ? { expectedRecovery: at, reason: words.trim() } : { why: words.trim() })
  return (
    <Dialog title={say(`notice.act.${act}`)} close={close}>
      {extends_ && <TimeField label={say('notice.recovery')} value={until} onChange={setUntil} />}
      <Field label={say('notice.reason')} value={words} onChange={setWords} required long autoFocus />
      <DialogButtons>
        <Button onPress={close}>{say('alarm.cancel')}</Button>
        <Button look="strong" isDisabled={!ready} onPress={submit}>
          {say(`notice.act.${act}`)}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}
