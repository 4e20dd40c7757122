import { useState } from 'react'
import type { ComparedSample } from '../../../model/lab-sample.ts'
import { Button } from '../app/button.tsx'
import { Dialog, DialogButtons } from '../app/dialog.tsx'
import { Field } from '../app/field.tsx'
import { useSay } from '../i18n/hooks.ts'
import { withdrawSample } from './queries.ts'

interface WithdrawProps {
  sample: ComparedSample
  close(): void
  done(): void
}

/** A mistake is taken back with a reason; the sample stays to be seen. */
export function WithdrawForm({ sample, close, done }: WithdrawProps) {
  const say = useSay()
  const [reason, setReason] = useState('')
  const [error, setError] = useState('')
  const [sending, setSending] = useState(false)
  const send = async () => {
    setSending(true)
    try {
      await withdrawSample(sample.id, reason.trim())
      done()
    } catch (failure) {
      setError((failure as Error).message)
    } finally {
      setSending(false)
    }
  }
  return (
    <Dialog title={say('lab.withdrawTitle')} close={close}>
      <Field label={say('lab.reason')} value={reason} onChange={setReason} required autoFocus />
      {error && <p role="alert">{error}</p>}
      <DialogButtons>
        <Button onPress={close}>{say('lab.cancel')}</Button>
        <Button
          look="strong"
          isDisabled={sending || reason.trim() === ''}
          {...(reason.trim() === '' && { title: say('lab.needsReason') })}
          onPress={() => void send()}
        >
          {say('lab.withdraw')}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}
