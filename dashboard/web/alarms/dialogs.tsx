import { useState } from 'react'
import { type Alarm, PRIORITIES } from '../../../model/alarm.ts'
import { Button } from '../app/button.tsx'
import { Choice } from '../app/choice.tsx'
import { Dialog, DialogButtons } from '../app/dialog.tsx'
import { Field } from '../app/field.tsx'
import { Badge } from '../badge/badge.tsx'
import { useNames } from '../directory/hooks.ts'
import { useLanguage, useSay } from '../i18n/hooks.ts'
import { clock } from '../live/stream.ts'
import { useAlarmActions } from './actions.ts'
import { alarmWords } from './describe.ts'
import style from './dialogs.module.css'

const HOURS = { m15: 0.25, h1: 1, h4: 4, h8: 8 } as const
type Span = keyof typeof HOURS

/** The questions that acknowledging and shelving ask; drawn once, wherever they come from. */
export function AlarmDialogs() {
  const asking = useAlarmActions(actions => actions.asking)
  if (!asking) return null
  return asking.what === 'acknowledge' ? (
    <Acknowledge alarms={asking.alarms} />
  ) : (
    <Shelve alarms={asking.alarms} />
  )
}

function Acknowledge({ alarms }: { alarms: readonly Alarm[] }) {
  const say = useSay()
  const { cancel, acknowledge } = useAlarmActions()
  const [note, setNote] = useState('')
  const needsNote = alarms.some(alarm => alarm.priority === 1)
  const ready = !needsNote || note.trim() !== ''
  const send = async () => {
    if (!ready) return
    cancel()
    await acknowledge(alarms, note.trim() || undefined)
  }
  return (
    <Dialog title={say('alarm.ackTitle', { count: alarms.length })} close={cancel}>
      <Which alarms={alarms} />
      <Field
        label={say(needsNote ? 'alarm.note' : 'alarm.noteOptional')}
        value={note}
        onChange={setNote}
        required={needsNote}
        long
        autoFocus
        placeholder={say('alarm.notePlaceholder')}
        {...(needsNote ? { hint: say('alarm.noteRequired') } : {})}
      />
      <DialogButtons>
        <Button onPress={cancel}>{say('alarm.cancel')}</Button>
        <Button look="strong" isDisabled={!ready} onPress={send}>
          {say('alarm.confirm')}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}

function Shelve({ alarms }: { alarms: readonly Alarm[] }) {
  const say = useSay()
  const { cancel, shelve } = useAlarmActions()
  const [reason, setReason] = useState('')
  const [span, setSpan] = useState<Span>('h1')
  const send = async () => {
    cancel()
    await shelve(alarms, clock.now() + HOURS[span] * 3_600_000, reason.trim())
  }
  return (
    <Dialog title={say('alarm.shelveTitle', { count: alarms.length })} close={cancel}>
      <Which alarms={alarms} />
      <Choice
        label={say('alarm.shelveUntil')}
        value={span}
        onChange={value => setSpan(value)}
        options={(Object.keys(HOURS) as Span[]).map(value => ({
          value,
          label: say(`alarm.shelveFor.${value}`),
        }))}
      />
      <Field
        label={say('alarm.shelveReason')}
        value={reason}
        onChange={setReason}
        required
        autoFocus
        hint={say('alarm.shelveRequired')}
      />
      <DialogButtons>
        <Button onPress={cancel}>{say('alarm.cancel')}</Button>
        <Button look="strong" isDisabled={reason.trim() === ''} onPress={send}>
          {say('alarm.shelve')}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}

/** Which alarms it is about: the first few by name, all of them by priority and number. */
function Which({ alarms }: { alarms: readonly Alarm[] }) {
  const say = useSay()
  const names = useNames()
  const language = useLanguage()
  const list = PRIORITIES.map(p => ({ p, n: alarms.filter(alarm => alarm.priority === p).length }))
    .filter(({ n }) => n > 0)
    .map(({ p, n }) => `P${p} × ${n}`)
    .join('　')
  return (
    <div className={style.which}>
      {alarms.length > 1 && <p>{say('alarm.ackBreakdown', { list })}</p>}
      <ul>
        {alarms.slice(0, 5).map(alarm => (
          <li key={alarm.id}>
            <Badge priority={alarm.priority} silent /> {alarmWords(alarm, language)}
            <span className="muted"> {names.asset(alarm.asset) || names.zone(alarm.zone)}</span>
          </li>
        ))}
        {alarms.length > 5 && <li className="muted">… +{alarms.length - 5}</li>}
      </ul>
    </div>
  )
}
