import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { TicketClock } from '../../../model/ticket.ts'
import { policyQuery } from '../api/queries.ts'
import { request } from '../api/request.ts'
import { Button } from '../app/button.tsx'
import { Dialog, DialogButtons } from '../app/dialog.tsx'
import { Field } from '../app/field.tsx'
import { Failed } from '../app/panel-state.tsx'
import { SelectField } from '../app/select-field.tsx'
import { useTimeZone } from '../directory/hooks.ts'
import { span } from '../format/duration.ts'
import { nearTime } from '../format/instant.ts'
import { named, sayCode, useLanguage, useSay } from '../i18n/hooks.ts'
import { clock as serverClock } from '../live/stream.ts'
import { fromField, toField } from '../notices/local-time.ts'
import { TimeField } from '../notices/time-field.tsx'
import { CATEGORIES } from './category.ts'
import style from './clock-table.module.css'
import { SOURCES } from './intake-call.ts'

/** A clock of an imagined ticket, with where its rule stands. */
interface TrialClock extends TicketClock {
  from: string
  until: string
  article: string
  note?: string
}

/** What the policy would ask of a ticket: every clock with its rule, as if each start event happened at that moment. */
export function Simulator({ close }: { close(): void }) {
  const say = useSay()
  const zone = useTimeZone()
  const language = useLanguage()
  const policy = useQuery(policyQuery).data
  const [category, setCategory] = useState<string>('burst')
  const [source, setSource] = useState<string>('hotline')
  const [dn, setDn] = useState('400')
  const [at, setAt] = useState(toField(serverClock.now(), zone))
  const instant = fromField(at, zone)
  const size = Number(dn)
  const trial = { category, source, at: instant, ...(size > 0 ? { dn: size } : {}) }
  const answer = useQuery({
    queryKey: ['policy-try', trial],
    queryFn: ({ signal }) =>
      request<{ unit?: string; clocks: TrialClock[] }>('/policy/try', {
        method: 'POST',
        body: JSON.stringify(trial),
        signal,
      }),
    enabled: instant !== undefined,
    placeholderData: before => before,
  })
  const unit = answer.data?.unit
  return (
    <Dialog title={say('ticket.simulator.title')} close={close} wide>
      <p className="muted">{say('ticket.simulator.means')}</p>
      <div className={style.fields}>
        <SelectField
          label={say('ticket.categoryLabel')}
          value={category}
          onChange={setCategory}
          options={CATEGORIES.map(value => ({ value, label: sayCode(say, 'ticket.category', value) }))}
        />
        <SelectField
          label={say('ticket.simulator.source')}
          value={source}
          onChange={setSource}
          options={['telemetry', ...SOURCES].map(value => ({
            value,
            label: sayCode(say, 'ticket.source', value),
          }))}
        />
        <Field label={say('ticket.simulator.dn')} value={dn} onChange={setDn} />
        <TimeField label={say('ticket.simulator.at')} value={at} onChange={setAt} />
      </div>
      {answer.error && <Failed error={answer.error} retry={() => void answer.refetch()} />}
      {answer.data && (
        <div className={style.scroll}>
          <p>
            {named(policy?.name, language)} {unit && `· ${named(policy?.units[unit], language) ?? unit}`}
          </p>
          <table className={style.table}>
            <thead>
              <tr>
                {(['clock', 'limit', 'from', 'until', 'deadline', 'rule'] as const).map(column => (
                  <th key={column} scope="col">
                    {say(`ticket.simulator.column.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {answer.data.clocks.map(one => (
                <tr key={`${one.name}${one.rule}${one.from}`}>
                  <th scope="row">{sayCode(say, 'ticket.clock', one.name)}</th>
                  <td>{one.budget === undefined ? '–' : span(one.budget)}</td>
                  <td>{sayCode(say, 'ticket.event', one.from)}</td>
                  <td>{sayCode(say, 'ticket.event', one.until)}</td>
                  <td>
                    {one.deadline === undefined ? '–' : nearTime(one.deadline, instant ?? one.deadline, zone)}
                  </td>
                  <td className="muted" title={[one.article, one.note].filter(Boolean).join(' · ')}>
                    {one.rule}
                    {one.assumed && '*'}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <DialogButtons>
        <Button onPress={close}>{say('ticket.simulator.close')}</Button>
      </DialogButtons>
    </Dialog>
  )
}
