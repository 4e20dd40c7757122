import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { NOTICE_KINDS } from '../../../model/notice.ts'
import { HOUR } from '../../../model/time.ts'
import { newId } from '../api/request.ts'
import { Button } from '../app/button.tsx'
import { Choice } from '../app/choice.tsx'
import { Dialog, DialogButtons } from '../app/dialog.tsx'
import { Field } from '../app/field.tsx'
import { Failed } from '../app/panel-state.tsx'
import { useTimeZone } from '../directory/hooks.ts'
import { useSay } from '../i18n/hooks.ts'
import { clock, tickets } from '../live/stream.ts'
import { fromField, toField } from './local-time.ts'
import style from './page.module.css'
import { type Draft, draftNotice, noticesQuery } from './queries.ts'
import { TimeField } from './time-field.tsx'

/** A new notice. Of a job, the network says which valves and whom it concerns. */
export function DraftForm({ ticket, close }: { ticket: string | undefined; close(): void }) {
  const say = useSay()
  const zone = useTimeZone()
  const client = useQueryClient()
  const address = ticket === undefined ? undefined : tickets.get(ticket)?.ticket.address
  const [kind, setKind] = useState<Draft['kind']>('emergency')
  const [area, setArea] = useState(address ?? { zh: '', en: '' })
  const [cause, setCause] = useState({ zh: '', en: '' })
  const [phone, setPhone] = useState('')
  const [start, setStart] = useState(() => toField(clock.now(), zone))
  const [until, setUntil] = useState(() => toField(clock.now() + 6 * HOUR, zone))
  const [id] = useState(newId)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>()
  const [from, to] = [fromField(start, zone), fromField(until, zone)]
  const ready =
    (cause.zh.trim() !== '' || cause.en.trim() !== '') && from !== undefined && to !== undefined && to > from
  const send = async () => {
    if (!ready) return
    setBusy(true)
    setFailure(undefined)
    try {
      await draftNotice(id, {
        kind,
        cause: bothOf(cause),
        start: from,
        expectedRecovery: to,
        ...(ticket === undefined ? {} : { ticket }),
        ...(area.zh || area.en ? { area: bothOf(area) } : {}),
        ...(phone.trim() ? { phone: phone.trim() } : {}),
      })
      await client.invalidateQueries({ queryKey: noticesQuery.queryKey })
      close()
    } catch (error) {
      setFailure(error)
      setBusy(false)
    }
  }
  return (
    <Dialog title={say('notice.draft')} close={close} wide>
      <Choice
        label={say('notice.kindLabel')}
        value={kind}
        onChange={value => setKind(value)}
        options={NOTICE_KINDS.map(value => ({ value, label: say(`notice.kind.${value}`) }))}
      />
      {ticket !== undefined && <p className="muted">{say('notice.ofTicket', { id: ticket })}</p>}
      <div className={style.two}>
        <Field
          label={say('notice.causeZh')}
          value={cause.zh}
          onChange={zh => setCause({ ...cause, zh })}
          autoFocus
        />
        <Field label={say('notice.causeEn')} value={cause.en} onChange={en => setCause({ ...cause, en })} />
        <Field label={say('notice.areaZh')} value={area.zh} onChange={zh => setArea({ ...area, zh })} />
        <Field label={say('notice.areaEn')} value={area.en} onChange={en => setArea({ ...area, en })} />
        <TimeField label={say('notice.start')} value={start} onChange={setStart} />
        <TimeField label={say('notice.recovery')} value={until} onChange={setUntil} />
        <Field label={say('notice.phone')} value={phone} onChange={setPhone} />
      </div>
      <p className="muted">{say('notice.hint')}</p>
      {failure !== undefined && <Failed error={failure} title={say('notice.refused')} />}
      <DialogButtons>
        <Button onPress={close}>{say('alarm.cancel')}</Button>
        <Button look="strong" isDisabled={busy || !ready} onPress={send}>
          {say('notice.keep')}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}

/** One language given stands for both, rather than an empty line on the public page. */
const bothOf = ({ zh, en }: { zh: string; en: string }) => ({
  zh: zh.trim() || en.trim(),
  en: en.trim() || zh.trim(),
})
