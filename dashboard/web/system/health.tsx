import { useQuery } from '@tanstack/react-query'
import { Icon } from '../app/icon.tsx'
import { useTimeZone } from '../directory/hooks.ts'
import { span } from '../format/duration.ts'
import { dateTime } from '../format/instant.ts'
import { sayCode, useSay } from '../i18n/hooks.ts'
import { NotYet } from './not-yet.tsx'
import style from './page.module.css'
import { type Health, healthQuery, quarantineQuery } from './queries.ts'

/** What comes in, what is kept, what could not be used. */
export function HealthPanel() {
  const say = useSay()
  const asked = useQuery(healthQuery)
  const { data } = asked
  if (!data) return <NotYet asked={asked} />
  const faults = [data.intake.fault, data.history.fault].filter(fault => fault !== null)
  return (
    <>
      <p className={`${style.verdict} ${data.ok ? '' : style.bad}`} role="status">
        <Icon name={data.ok ? 'check' : 'warn'} /> {say(data.ok ? 'system.ok' : 'system.notOk')}
        {faults.length > 0 && ` ${faults.join('; ')}`}
        {asked.error && ` ${say('state.offline')}`}
      </p>
      <Figures data={data} />
      <Gateways data={data} />
      <Quarantine />
    </>
  )
}

function Figures({ data: { intake, history, counts } }: { data: Health }) {
  const say = useSay()
  const figures: [string, string][] = [
    [say('system.store'), history.store],
    [say('system.behind'), `${Math.ceil(intake.behind / 1_000)} kB`],
    [say('system.waiting'), String(history.waiting)],
    [say('system.readings'), String(counts.readings ?? 0)],
    [say('system.resent'), String(counts['resent-readings'] ?? 0)],
    [say('system.refused'), String(counts.refused ?? 0)],
  ]
  return (
    <dl className={style.figures}>
      {figures.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Gateways({ data: { gateways, now } }: { data: Health }) {
  const say = useSay()
  return (
    <section>
      <h2>{say('system.gateways')}</h2>
      {gateways.length === 0 && <p className="muted">{say('system.noGateways')}</p>}
      {gateways.length > 0 && (
        <table>
          <thead>
            <tr>
              <th>{say('system.gateway')}</th>
              <th className="number">{say('system.points')}</th>
              <th>{say('system.link')}</th>
              <th className="number">{say('system.heard')}</th>
            </tr>
          </thead>
          <tbody>
            {[...gateways]
              .sort((a, b) => Number(a.online) - Number(b.online) || (a.gateway < b.gateway ? -1 : 1))
              .map(({ gateway, points, online, heard }) => (
                <tr key={gateway}>
                  <th scope="row">{gateway}</th>
                  <td className="number">{points}</td>
                  <td className={online ? '' : style.bad}>{say(online ? 'system.online' : 'system.away')}</td>
                  <td className="number">{span(now - heard)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function Quarantine() {
  const say = useSay()
  const zone = useTimeZone()
  const asked = useQuery(quarantineQuery)
  if (!asked.data) return <NotYet asked={asked} />
  const { entries, total } = asked.data
  return (
    <section>
      <h2>{say('system.quarantine', { n: total })}</h2>
      {entries.length === 0 ? (
        <p className="muted">{say('system.noQuarantine')}</p>
      ) : (
        <table>
          <tbody>
            {entries.slice(0, 100).map(({ fault, source, detail, last, count }) => (
              <tr key={`${fault} ${source}`}>
                <th scope="row">{sayCode(say, 'system.fault', fault)}</th>
                <td>{source}</td>
                <td className={style.detail}>{detail}</td>
                <td className="number">×{count}</td>
                <td>{dateTime(last, zone)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
