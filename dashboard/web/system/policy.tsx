import { useQuery } from '@tanstack/react-query'
import { named, sayCode, useLanguage, useSay } from '../i18n/hooks.ts'
import { NotYet } from './not-yet.tsx'
import style from './page.module.css'
import { policyTextQuery } from './queries.ts'

/** The rules in force: each time limit with its rule and article, and what is a default of ours. */
export function PolicyPanel() {
  const say = useSay()
  const language = useLanguage()
  const asked = useQuery(policyTextQuery)
  if (!asked.data) return <NotYet asked={asked} />
  const { name, version, source, clocks } = asked.data
  return (
    <section>
      <h2>{named(name, language)}</h2>
      <p className="muted">
        {source} · {version}
      </p>
      <table>
        <thead>
          <tr>
            <th>{say('ticket.column.clock')}</th>
            <th>{say('ticket.column.limit')}</th>
            <th>{say('ticket.column.rule')}</th>
            <th>{say('system.article')}</th>
          </tr>
        </thead>
        <tbody>
          {clocks.map((clock, i) => (
            <tr key={`${clock.rule}${i}`}>
              <th scope="row">{sayCode(say, 'ticket.clock', clock.name)}</th>
              <td className={style.detail}>{limitText(clock.limit)}</td>
              <td>{clock.rule}</td>
              <td className={style.detail}>
                {clock.article ?? ''} {clock.assumed && say('ticket.assumed')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** `PT30M` as `30 min`; limits with conditions as they stand in the file. */
export function limitText(limit: unknown): string {
  if (typeof limit !== 'string') return limit === undefined ? '–' : JSON.stringify(limit)
  const [, days, hours, minutes] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(limit) ?? []
  const parts = [days && `${days} d`, hours && `${hours} h`, minutes && `${minutes} min`].filter(Boolean)
  return parts.length > 0 ? parts.join(' ') : limit
}
