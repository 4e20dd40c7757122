import { type ChangeEvent, useEffect, useId, useState } from 'react'
import { ticketStep } from '../../../../model/ticket.ts'
import { newId } from '../../api/request.ts'
import { nearTime, writeInstant } from '../../format/instant.ts'
import { sayCode, useSay } from '../../i18n/hooks.ts'
import { did, photoOf } from '../engine.ts'
import look from '../look.module.css'
import { isWaiting } from '../outbox/entry.ts'
import { Panel, Sign, useSiteNow, useTimeZone } from '../parts.tsx'
import { shrink } from '../photo/shrink.ts'
import { siteNow, useField } from '../state.ts'
import { type Kept, standing } from '../work/ahead.ts'
import style from './job.module.css'

/** Photos of a job: made small, written down, sent when there is a network. */
export function PhotosPanel({ kept }: { kept: Kept }) {
  const say = useSay()
  const zone = useTimeZone()
  const now = useSiteNow()
  const camera = useId()
  const online = useField(state => state.online)
  const entries = useField(state => state.entries)
  const [working, setWorking] = useState(0)
  const [failed, setFailed] = useState<string>()
  const { ticket, attachments } = kept
  const waiting = entries.filter(
    entry => entry.ticket === ticket.id && entry.act.kind === 'photo' && isWaiting(entry),
  )
  const { pending } = standing(kept, entries)
  const step = pending.at(-1)?.step ?? ticketStep(ticket)

  const take = async (event: ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.target.files ?? [])]
    event.target.value = ''
    setFailed(undefined)
    setWorking(n => n + files.length)
    for (const file of files) {
      try {
        const photo = await shrink(file)
        const at = siteNow()
        const name = `${step} ${writeInstant(at, zone).replaceAll(':', '')}.jpg`
        await did({
          id: newId(),
          ticket: ticket.id,
          at,
          act: { kind: 'photo', name, bytes: photo.size, step },
          photo,
        })
      } catch {
        setFailed(file.name)
      } finally {
        setWorking(n => n - 1)
      }
    }
  }
  return (
    <Panel title={say('field.photos.title', { n: attachments.length + waiting.length })}>
      {waiting.length + attachments.length > 0 && (
        <ul className={style.thumbs}>
          {waiting.map(({ id, at }) => (
            <li key={id} data-pending>
              <Waiting id={id} />
              <small>{say('field.photos.waits', { time: nearTime(at, now, zone) })}</small>
            </li>
          ))}
          {attachments.slice(-12).map(({ sha256, at, step: about, name }) => (
            <li key={sha256}>
              {online && <img src={`/api/v1/attachments/${sha256}`} alt={name} loading="lazy" />}
              <small>
                {about && sayCode(say, 'ticket.step', about)} {nearTime(at, now, zone)}
              </small>
            </li>
          ))}
        </ul>
      )}
      <p aria-live="polite">
        {working > 0 && say('field.photos.working', { count: working })}
        {failed !== undefined && say('field.photos.failed', { name: failed })}
      </p>
      <input
        id={camera}
        className={style.camera}
        type="file"
        accept="image/*"
        capture="environment"
        multiple
        onChange={event => void take(event)}
      />
      <label className={look.button} htmlFor={camera}>
        <Sign name="camera" /> {say('field.photos.take')}
      </label>
    </Panel>
  )
}

function Waiting({ id }: { id: string }) {
  const say = useSay()
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    let made: string | undefined
    let gone = false
    void photoOf(id).then(blob => {
      if (!blob || gone) return
      made = URL.createObjectURL(blob)
      setUrl(made)
    })
    return () => {
      gone = true
      if (made) URL.revokeObjectURL(made)
    }
  }, [id])
  return url ? <img src={url} alt={say('field.photos.unsent')} /> : null
}
