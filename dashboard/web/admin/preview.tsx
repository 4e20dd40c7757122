import { useState } from 'react'
import { alarmWords } from '../alarms/describe.ts'
import { Button } from '../app/button.tsx'
import { Failed } from '../app/panel-state.tsx'
import { useTimeZone } from '../directory/hooks.ts'
import { dateTime, day } from '../format/instant.ts'
import { useLanguage, useSay } from '../i18n/hooks.ts'
import style from './page.module.css'
import { type Preview, preview, type Rules } from './queries.ts'

interface TryProps {
  points: readonly string[]
  /** Undefined while the form does not make sense. */
  rules: Rules | undefined
  disabled?: boolean
}

/** Most points of one preview. */
const MOST = 5_000
/** Newest spells listed. */
const NEWEST = 5

/** Tries rules on the last 30 days before anybody sets them, beside those in force. */
export function TryOnPast({ points, rules, disabled }: TryProps) {
  const say = useSay()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>()
  const [found, setFound] = useState<{ of: string; answer: Preview }>()
  const asked = JSON.stringify([points.length, points[0], rules])
  const run = async () => {
    if (!rules) return
    setBusy(true)
    setFailure(undefined)
    try {
      setFound({ of: asked, answer: await preview(points, rules) })
    } catch (error) {
      setFailure(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <div aria-live="polite">
      {points.length > MOST && <p className={style.quiet}>{say('settings.preview.tooMany')}</p>}
      <Button
        small
        isDisabled={disabled || busy || !rules || points.length === 0 || points.length > MOST}
        onPress={() => void run()}
      >
        {say(busy ? 'settings.preview.running' : 'settings.preview.run')}
      </Button>
      {failure !== undefined && <Failed error={failure} />}
      {found && found.of === asked && <Found answer={found.answer} />}
    </div>
  )
}

function Found({ answer: { from, to, readings, present, proposed } }: { answer: Preview }) {
  const say = useSay()
  const language = useLanguage()
  const zone = useTimeZone()
  if (readings === 0) return <p>{say('settings.preview.noReadings')}</p>
  const kinds = [...new Set([...present.kinds, ...proposed.kinds].map(({ kind }) => kind))]
  const cell = (firing: Preview['present'], kind: string) => {
    const found = firing.kinds.find(one => one.kind === kind)
    const hours = found ? ` · ${say('settings.preview.hours', { n: found.hours.toFixed(1) })}` : ''
    return say('settings.preview.times', { count: found?.spells ?? 0 }) + hours
  }
  return (
    <>
      <p className={style.quiet}>
        {say('settings.preview.readings', { n: readings, from: day(from, zone), to: day(to, zone) })}
      </p>
      {kinds.length === 0 ? (
        <p>{say('settings.preview.none')}</p>
      ) : (
        <table className={style.grid}>
          <thead>
            <tr>
              <th>{say('settings.preview.kind')}</th>
              <th>{say('settings.preview.present')}</th>
              <th>{say('settings.preview.proposed')}</th>
            </tr>
          </thead>
          <tbody>
            {kinds.map(kind => (
              <tr key={kind}>
                <td>{alarmWords({ kind, code: kind }, language)}</td>
                <td>{cell(present, kind)}</td>
                <td>
                  <strong data-preview={kind}>{cell(proposed, kind)}</strong>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {proposed.spells.length > 0 && (
        <p className={style.quiet}>
          {say('settings.preview.newest')}:{' '}
          {proposed.spells
            .slice(-NEWEST)
            .reverse()
            .map(({ start }) => dateTime(start, zone))
            .join(' · ')}
        </p>
      )}
    </>
  )
}
