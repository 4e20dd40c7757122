import { useState } from 'react'
import type { LngLat } from '../../../../model/network.ts'
import { useSay } from '../../i18n/hooks.ts'
import look from '../look.module.css'
import { Tap } from '../parts.tsx'
import { useMeasured } from '../position/measure.ts'
import { DATUMS, type Datum, metresBetween, type Position, readPlace } from '../position/position.ts'

interface PositionFieldProps {
  job: LngLat | undefined
  position: Position | undefined
  set(position: Position | undefined): void
}

/** Where it was done: what the phone measured with how sure it is; another place only with the reason. */
export function PositionField({ job, position, set }: PositionFieldProps) {
  const say = useSay()
  const lack = useMeasured(state => state.lack)
  const [hand, setHand] = useState(false)
  const away = position && job ? Math.round(metresBetween(position.at, job)) : undefined
  return (
    <div className={look.panel}>
      <strong>{say('field.position.title')}</strong>
      {position ? (
        <p>
          {position.at[1].toFixed(5)}, {position.at[0].toFixed(5)} {say(`field.datum.${position.datum}`)}
          <br />
          <span className="muted">
            {position.from === 'phone'
              ? say('field.position.accuracy', { n: position.accuracy })
              : say('field.position.byHand', { why: position.why })}
            {away !== undefined && ` · ${say('field.position.away', { n: away })}`}
          </span>
        </p>
      ) : (
        <p className="muted">{say(lack ? `field.position.${lack}` : 'field.position.looking')}</p>
      )}
      {hand ? (
        <ByHand
          job={job}
          close={() => setHand(false)}
          set={place => {
            set(place)
            setHand(false)
          }}
        />
      ) : (
        <div className={look.row}>
          <Tap onClick={() => setHand(true)}>{say('field.position.change')}</Tap>
          {position?.from === 'hand' && (
            <Tap onClick={() => set(undefined)}>{say('field.position.measured')}</Tap>
          )}
        </div>
      )}
    </div>
  )
}

function ByHand({
  job,
  set,
  close,
}: {
  job: LngLat | undefined
  set(position: Position): void
  close(): void
}) {
  const say = useSay()
  const [text, setText] = useState(job ? `${job[1].toFixed(6)}, ${job[0].toFixed(6)}` : '')
  const [datum, setDatum] = useState<Datum>('wgs84')
  const [why, setWhy] = useState('')
  const at = readPlace(text)
  return (
    <>
      <label className={look.field}>
        {say('field.position.place')}
        <input value={text} inputMode="decimal" onChange={e => setText(e.target.value)} />
      </label>
      <label className={look.field}>
        {say('field.position.datum')}
        <select value={datum} onChange={e => setDatum(e.target.value as Datum)}>
          {DATUMS.map(one => (
            <option key={one} value={one}>
              {say(`field.datum.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <label className={look.field}>
        {say('field.position.why')}
        <input value={why} maxLength={200} onChange={e => setWhy(e.target.value)} />
      </label>
      <div className={look.row}>
        <Tap onClick={close}>{say('field.cancel')}</Tap>
        <Tap
          look="strong"
          disabled={!at || why.trim() === ''}
          onClick={() => at && set({ from: 'hand', at, datum, why: why.trim() })}
        >
          {say('field.position.use')}
        </Tap>
      </div>
    </>
  )
}
