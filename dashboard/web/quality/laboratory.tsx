import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { ComparedSample, Parameter } from '../../../model/lab-sample.ts'
import { QUANTITIES } from '../../../model/quantity.ts'
import { ApiError } from '../api/request.ts'
import { Button } from '../app/button.tsx'
import { Failed, Loading, PanelState } from '../app/panel-state.tsx'
import { useDirectory, useNames, useReading, useTimeZone } from '../directory/hooks.ts'
import { nearTime } from '../format/instant.ts'
import { digits, withUnit } from '../format/value.ts'
import { useLanguage, useSay } from '../i18n/hooks.ts'
import { useNow, useNowForAsking } from '../live/hooks.ts'
import { useWhyNot } from '../session/why-not.ts'
import { useGo } from '../url/hooks.ts'
import style from './laboratory.module.css'
import type { MatrixRow } from './matrix.ts'
import { importSamples, samplesQuery } from './queries.ts'
import { SampleForm } from './sample-form.tsx'
import { WithdrawForm } from './withdraw-form.tsx'

/** Days of samples that are listed. */
const DAYS = 31

interface LaboratoryProps {
  rows: readonly MatrixRow[]
  parameters: readonly Parameter[]
}

/** What laboratories found in the last month: entered here or imported as a table, beside what the analyser said. */
export function Laboratory({ rows, parameters }: LaboratoryProps) {
  const say = useSay()
  const client = useQueryClient()
  const why = useWhyNot('sample.enter')
  const asking = useNowForAsking(60_000)
  const asked = useQuery(samplesQuery(asking - DAYS * 86_400_000, asking + 60_000))
  const [form, setForm] = useState(false)
  const [taking, setTaking] = useState<ComparedSample>()
  const [told, setTold] = useState('')
  const [failed, setFailed] = useState<{ text: string; problems: ApiError['problems'] }>()
  const input = useRef<HTMLInputElement>(null)
  const points = rows.flatMap(({ cells }) => parameters.flatMap(parameter => cells[parameter] ?? []))
  const wanted = new Set(points.map(({ id }) => id))
  const renew = () => client.invalidateQueries({ queryKey: ['lab-samples'] })
  const bring = async (file: File) => {
    setTold('')
    setFailed(undefined)
    try {
      const { added, known } = await importSamples(file)
      setTold(say('lab.imported', { added, known }))
      await renew()
    } catch (error) {
      setFailed({
        text: error instanceof Error ? error.message : String(error),
        problems: error instanceof ApiError ? error.problems : [],
      })
    }
  }
  const disabled = why === undefined ? {} : { isDisabled: true, title: why }
  const samples = (asked.data ?? []).filter(({ point }) => wanted.has(point)).reverse()
  return (
    <div className={style.body}>
      <div className={style.bar}>
        <Button small look="strong" {...disabled} onPress={() => setForm(true)}>
          {say('lab.enter')}
        </Button>
        <Button small {...disabled} onPress={() => input.current?.click()}>
          {say('lab.import')}
        </Button>
        <input
          ref={input}
          type="file"
          accept=".csv,text/csv"
          hidden
          aria-label={say('lab.import')}
          onChange={event => {
            const [file] = event.target.files ?? []
            // The same file again is a new choice.
            event.target.value = ''
            if (file) void bring(file)
          }}
        />
        <span className="muted">{say('lab.columns')}</span>
      </div>
      <p role="status" className={told ? style.told : style.quiet}>
        {told}
      </p>
      {failed && (
        <div role="alert" className={style.failed}>
          <p>
            <strong>{say('lab.failed')}</strong> {failed.text}
          </p>
          <ul>
            {failed.problems.map(({ line, field, message }) => (
              <li key={`${line} ${field} ${message}`}>
                {line !== undefined && say('lab.line', { line })} {field} {message}
              </li>
            ))}
          </ul>
          <Button small onPress={() => setFailed(undefined)}>
            {say('lab.seen')}
          </Button>
        </div>
      )}
      {asked.error && !asked.data ? (
        <Failed error={asked.error} retry={() => void asked.refetch()} />
      ) : !asked.data ? (
        <Loading />
      ) : samples.length === 0 ? (
        <PanelState title={say('lab.none', { days: DAYS })} detail={say('lab.noneDetail')} />
      ) : (
        <SampleTable samples={samples} take={setTaking} why={why} />
      )}
      {form && (
        <SampleForm
          points={points}
          close={() => setForm(false)}
          entered={sample => {
            setForm(false)
            setTold(say(sample.agrees === false ? 'lab.enteredOdd' : 'lab.entered'))
            void renew()
          }}
        />
      )}
      {taking && (
        <WithdrawForm
          sample={taking}
          close={() => setTaking(undefined)}
          done={() => {
            setTaking(undefined)
            void renew()
          }}
        />
      )}
    </div>
  )
}

interface SampleTableProps {
  samples: readonly ComparedSample[]
  take(sample: ComparedSample): void
  why: string | undefined
}

function SampleTable({ samples, take, why }: SampleTableProps) {
  const say = useSay()
  const language = useLanguage()
  const names = useNames()
  const reading = useReading()
  const zone = useTimeZone()
  const now = useNow()
  const go = useGo()
  const directory = useDirectory()
  return (
    <div className={style.scroll}>
      <table className={style.table}>
        <thead>
          <tr>
            {(
              ['sampled', 'place', 'parameter', 'value', 'online', 'difference', 'entered', 'number'] as const
            ).map(column => (
              <th key={column} scope="col">
                {say(`lab.column.${column}`)}
              </th>
            ))}
            <th aria-hidden="true" />
          </tr>
        </thead>
        <tbody>
          {samples.map(sample => {
            const point = directory?.points.get(sample.point)
            if (!point) return null
            const { id, at, value, online, difference, agrees, allowed, entered, by, withdrawn } = sample
            return (
              <tr key={id} className={withdrawn ? style.withdrawn : ''}>
                <td>{nearTime(at, now, zone)}</td>
                <th scope="row">{names.asset(point.asset)}</th>
                <td>
                  <button
                    type="button"
                    className={style.link}
                    onClick={() => go.change({ tab: undefined, sel: point.id })}
                  >
                    {QUANTITIES[point.quantity][language]}
                  </button>
                </td>
                <td className={style.figures}>{withUnit(value, point.quantity, reading)}</td>
                <td className={style.figures}>
                  {online === null ? say('lab.noOnline') : digits(online.value, point.quantity, reading)}
                </td>
                <td className={style.figures}>
                  {difference === null ? (
                    '–'
                  ) : (
                    <span
                      className={agrees ? '' : style.odd}
                      title={say('lab.allowed', { value: digits(allowed, point.quantity, reading) })}
                    >
                      {difference > 0 ? '+' : ''}
                      {digits(difference, point.quantity, reading)}
                    </span>
                  )}
                </td>
                <td className="muted">
                  {nearTime(entered, now, zone)} {by}
                </td>
                <td className="muted">
                  {[sample.number, sample.method, sample.note].filter(Boolean).join(' · ')}
                </td>
                <td>
                  {withdrawn ? (
                    <small>{say('lab.withdrawn', { by: withdrawn.by, reason: withdrawn.reason })}</small>
                  ) : (
                    <Button
                      small
                      look="bare"
                      isDisabled={why !== undefined}
                      {...(why && { title: why })}
                      onPress={() => take(sample)}
                    >
                      {say('lab.withdraw')}
                    </Button>
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
