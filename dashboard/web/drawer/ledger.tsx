import type { Zone } from '../../../model/network.ts'
import type { AssetDetail } from '../../../model/screen.ts'
import { Loading } from '../app/panel-state.tsx'
import { useNames, useReading } from '../directory/hooks.ts'
import { withUnit } from '../format/value.ts'
import { named, sayCode, useLanguage, useSay } from '../i18n/hooks.ts'
import { useGo } from '../url/hooks.ts'
import style from './ledger.module.css'

const UNITS: Record<string, string> = { diameter: 'mm', length: 'm', elevation: 'm' }

/** What the utility's files say of the asset, and what it is connected with. */
export function Ledger({ detail, zone }: { detail: AssetDetail | undefined; zone: Zone | undefined }) {
  const say = useSay()
  const go = useGo()
  const names = useNames()
  const language = useLanguage()
  const reading = useReading()
  if (zone) {
    const { minPressure } = zone
    return (
      <dl className={style.facts}>
        <Fact name="ring" value={zone.ring ?? '–'} />
        <Fact
          name="minPressure"
          value={minPressure === undefined ? '–' : withUnit(minPressure, 'pressure', reading)}
        />
      </dl>
    )
  }
  if (!detail) return <Loading />
  const text = (key: string, value: AssetDetail['facts'][string]) => {
    if (typeof value === 'boolean') return say(`fact_value.${value}`)
    if (typeof value === 'object') return named(value, language) ?? ''
    if (typeof value === 'number' && UNITS[key]) return `${Number(value.toFixed(1))} ${UNITS[key]}`
    return String(value)
  }
  return (
    <>
      <dl className={style.facts}>
        {Object.entries(detail.facts).map(([key, value]) => (
          <Fact key={key} name={key} value={text(key, value)} />
        ))}
      </dl>
      {detail.related && detail.related.length > 0 && (
        <>
          <h3 className={style.title}>{say('drawer.related')}</h3>
          <ul className={style.related}>
            {detail.related.slice(0, 40).map(({ id, why }) => (
              <li key={`${why}${id}`}>
                <button type="button" onClick={() => go.change({ sel: id })}>
                  {names.asset(id)}
                </button>
                <span className="muted">{sayCode(say, 'related', why)}</span>
              </li>
            ))}
            {detail.related.length > 40 && <li className="muted">+{detail.related.length - 40}</li>}
          </ul>
        </>
      )}
    </>
  )
}

function Fact({ name, value }: { name: string; value: string }) {
  const say = useSay()
  return (
    <div>
      <dt>{sayCode(say, 'fact', name)}</dt>
      <dd>{value}</dd>
    </div>
  )
}
