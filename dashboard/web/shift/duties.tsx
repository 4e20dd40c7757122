import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { limitWords } from '../admin/rule-words.ts'
import { Button } from '../app/button.tsx'
import { Dialog, DialogButtons } from '../app/dialog.tsx'
import { Field } from '../app/field.tsx'
import { Failed, PanelState } from '../app/panel-state.tsx'
import { useNames, useTimeZone } from '../directory/hooks.ts'
import { span } from '../format/duration.ts'
import { dateTime, day } from '../format/instant.ts'
import { type Say, sayCode, useSay } from '../i18n/hooks.ts'
import { usePersonNames } from '../people/names.ts'
import { useWhyNot } from '../session/why-not.ts'
import { NotYet } from '../system/not-yet.tsx'
import style from './page.module.css'
import { type Duty, dutiesQuery, dutyDone } from './queries.ts'

/** Drawn at once; a large town has more and the overdue ones come first. */
const SHOWN = 500

const dutyWords = (say: Say, duty: string) => sayCode(say, 'shift.duties.name', duty.split('.')[0]!)

/** What comes round: the overdue first, then by when it is due, then what nobody has ever recorded. */
export function DutiesPanel() {
  const say = useSay()
  const asked = useQuery(dutiesQuery)
  const [doing, setDoing] = useState<Duty>()
  if (!asked.data) return <NotYet asked={asked} />
  const { now, duties } = asked.data
  if (duties.length === 0) return <PanelState title={say('shift.duties.none')} />
  const order = ({ due }: Duty) => due ?? Number.MAX_SAFE_INTEGER
  const sorted = [...duties].sort((a, b) => Number(b.overdue) - Number(a.overdue) || order(a) - order(b))
  const overdue = duties.filter(duty => duty.overdue).length
  const never = duties.filter(({ last }) => last === undefined).length
  return (
    <>
      <p>{say('shift.duties.count', { n: duties.length, overdue, never })}</p>
      <section>
        <table>
          <thead>
            <tr>
              {(['duty', 'subject', 'every', 'last', 'due'] as const).map(column => (
                <th key={column}>{say(`shift.duties.${column}`)}</th>
              ))}
              <th>{say('shift.duties.rule')}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {sorted.slice(0, SHOWN).map(duty => (
              <Row key={`${duty.duty} ${duty.subject}`} duty={duty} now={now} record={() => setDoing(duty)} />
            ))}
          </tbody>
        </table>
      </section>
      {doing && <Done duty={doing} close={() => setDoing(undefined)} />}
    </>
  )
}

function useSubject(): (subject: string) => string {
  const say = useSay()
  const names = useNames()
  return subject => {
    if (subject === 'utility') return say('shift.duties.utility')
    const asset = names.asset(subject)
    return asset === subject ? names.zone(subject) : asset
  }
}

function Row({ duty, now, record }: { duty: Duty; now: number; record(): void }) {
  const say = useSay()
  const zone = useTimeZone()
  const subject = useSubject()
  const person = usePersonNames()
  const why = useWhyNot('ticket.work')
  const { overdue, due, last, by } = duty
  const name = dutyWords(say, duty.duty)
  return (
    <tr>
      <th scope="row">
        {name}{' '}
        {duty.grade && <span className={style.quiet}>{sayCode(say, 'shift.duties.grade', duty.grade)}</span>}
      </th>
      <td>{subject(duty.subject)}</td>
      <td>{limitWords(duty.every, say)}</td>
      <td>
        {last === undefined ? (
          <span className={style.quiet}>{say('shift.duties.never')}</span>
        ) : (
          `${dateTime(last, zone)} ${person(by)}`
        )}
      </td>
      <td>
        {due !== undefined && day(due, zone)}{' '}
        {overdue && due !== undefined && (
          <span className={style.mark}>{say('shift.duties.overdueBy', { span: span(now - due) })}</span>
        )}
      </td>
      <td className={style.quiet}>{duty.rule}</td>
      <td>
        <Button
          small
          isDisabled={why !== undefined}
          onPress={record}
          aria-label={`${name} ${subject(duty.subject)}: ${say('shift.duties.done')}`}
          {...(why ? { title: why } : {})}
        >
          {say('shift.duties.done')}
        </Button>
      </td>
    </tr>
  )
}

function Done({ duty, close }: { duty: Duty; close(): void }) {
  const say = useSay()
  const subject = useSubject()
  const client = useQueryClient()
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>()
  const send = async () => {
    setBusy(true)
    try {
      await dutyDone(duty.duty, duty.subject, note)
      await client.invalidateQueries({ queryKey: dutiesQuery.queryKey })
      close()
    } catch (error) {
      setFailure(error)
      setBusy(false)
    }
  }
  const title = `${dutyWords(say, duty.duty)} · ${subject(duty.subject)}`
  return (
    <Dialog title={say('shift.duties.doneTitle', { duty: title })} close={close}>
      <Field label={say('shift.duties.note')} value={note} onChange={setNote} long autoFocus />
      {failure !== undefined && <Failed error={failure} />}
      <DialogButtons>
        <Button onPress={close}>{say('settings.cancel')}</Button>
        <Button look="strong" isDisabled={busy} onPress={() => void send()}>
          {say('shift.duties.done')}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}
