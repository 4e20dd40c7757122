import { useEffect, useRef, useState } from 'react'
import type { Alarm } from '../../../model/alarm.ts'
import { kindInfo } from '../../../model/kinds.ts'
import { useNames } from '../directory/hooks.ts'
import { named, useLanguage, useSay } from '../i18n/hooks.ts'
import { heardAlarms } from '../live/stream.ts'

/** Fewest real ms between two announcements: a flood must not talk without end. */
const EVERY = 5_000

/** Tells screen readers of new alarms: priority 1 at once, others when there is a pause, the rest as a number. */
export function Announcer() {
  const say = useSay()
  const names = useNames()
  const language = useLanguage()
  const [message, setMessage] = useState({ text: '', urgent: false })
  const waiting = useRef<Alarm[]>([])
  useEffect(() => {
    const heard = (alarm: Alarm, before: Alarm | undefined) => {
      if (alarm.active && !before?.active) waiting.current.push(alarm)
    }
    heardAlarms.add(heard)
    const timer = window.setInterval(() => {
      const [worst, ...rest] = waiting.current.sort((a, b) => a.priority - b.priority)
      if (!worst) return
      waiting.current = []
      const what = named(kindInfo(worst.kind), language) ?? worst.code
      const first = say('speak.raised', {
        p: worst.priority,
        what,
        where: names.asset(worst.asset ?? worst.zone),
      })
      const more = rest.length > 0 ? ` ${say('speak.more', { count: rest.length })}` : ''
      setMessage({ text: first + more, urgent: worst.priority === 1 })
    }, EVERY)
    return () => {
      heardAlarms.delete(heard)
      window.clearInterval(timer)
    }
  }, [say, names, language])
  return (
    <>
      <p className="visually-hidden" aria-live="polite">
        {message.urgent ? '' : message.text}
      </p>
      <p className="visually-hidden" aria-live="assertive">
        {message.urgent ? message.text : ''}
      </p>
    </>
  )
}
