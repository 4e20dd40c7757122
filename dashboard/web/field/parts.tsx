import type { ButtonHTMLAttributes, ReactNode } from 'react'
import { useEffect, useState } from 'react'
import type { TicketView } from '../../../model/ticket.ts'
import { countdown } from '../format/duration.ts'
import { named, sayCode, useLanguage, useSay } from '../i18n/hooks.ts'
import { nextDue } from '../tickets/strip.ts'
import style from './look.module.css'
import { siteNow, useField } from './state.ts'

/** A button for a thumb in a glove. */
export function Tap({
  look = 'plain',
  wide,
  ...more
}: ButtonHTMLAttributes<HTMLButtonElement> & {
  look?: 'plain' | 'strong' | 'huge' | 'bare'
  wide?: boolean
}) {
  const looks = [
    style.button,
    wide && style.wide,
    look === 'huge' ? `${style.strong} ${style.huge}` : style[look],
  ]
  return <button type="button" className={looks.filter(Boolean).join(' ')} {...more} />
}

const PATHS = {
  back: 'M12.5 4.5 L7 10 L12.5 15.5',
  jobs: 'M5 3 H15 V17 H5 Z M7.5 7 H12.5 M7.5 10 H12.5 M7.5 13 H10.5',
  outbox: 'M10 14 V4 M6 8 L10 4 L14 8 M3.5 12.5 V16.5 H16.5 V12.5',
  phone: 'M6 2.5 H14 V17.5 H6 Z M9 15 H11',
  call: 'M4 3.5 H8 L9.5 7.5 L7.5 9 A9 9 0 0 0 11 12.5 L12.5 10.5 L16.5 12 V16 A1.5 1.5 0 0 1 15 17 C8.5 16.5 3.5 11 3 5 A1.5 1.5 0 0 1 4 3.5 Z',
  way: 'M10 17.5 C6 12.5 4.5 10.5 4.5 8 A5.5 5.5 0 0 1 15.5 8 C15.5 10.5 14 12.5 10 17.5 Z M10 6.2 A1.8 1.8 0 1 1 9.99 6.2',
  camera: 'M3 6 H6.5 L8 4 H12 L13.5 6 H17 V16 H3 Z M10 8 A3 3 0 1 1 9.99 8',
  check: 'M4 10.5 L8 14.5 L16 5.5',
  wait: 'M10 2.5 A7.5 7.5 0 1 1 9.99 2.5 M10 6 V10 L13 12',
  warn: 'M10 3 L18 16.5 H2 Z M10 8 V12 M10 14 V14.8',
} as const

export function Sign({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg className={style.icon} viewBox="0 0 20 20" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  )
}

export function Panel({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={style.panel}>
      <h2>{title}</h2>
      {children}
    </section>
  )
}

/** The platform's time, again every second. */
export function useSiteNow(): number {
  const [now, setNow] = useState(siteNow)
  useEffect(() => {
    const timer = setInterval(() => setNow(siteNow()), 1_000)
    return () => clearInterval(timer)
  }, [])
  return now
}

export const useTimeZone = (): string => useField(({ site }) => site?.timeZone) ?? 'Asia/Shanghai'

/** A person's name; their id while names are not known. */
export const usePersonName = (): ((id: string) => string) => {
  const people = useField(({ site }) => site?.people)
  return id => people?.[id] ?? id
}

/** What and where a job is, in words. */
export function useJobWords(): { what(view: TicketView): string; where(view: TicketView): string } {
  const say = useSay()
  const language = useLanguage()
  return {
    what: ({ ticket }) =>
      [
        sayCode(say, 'ticket.category', ticket.category),
        ticket.dn === undefined ? '' : say('ticket.dn', { n: ticket.dn }),
      ]
        .filter(Boolean)
        .join(' '),
    where: ({ ticket }) => named(ticket.address, language) ?? ticket.asset ?? ticket.zone ?? '',
  }
}

/** The next deadline, large: it counts down, and up in P1 once it is over. */
export function Due({ view }: { view: TicketView }) {
  const say = useSay()
  const now = useSiteNow()
  const due = nextDue(view.clocks, now)
  if (due?.left === undefined) return <span className="muted">{say('ticket.noClock')}</span>
  return (
    <span>
      {sayCode(say, 'ticket.clock', due.clock.name)}{' '}
      <strong className={due.left < 0 ? style.over : undefined}>
        {due.left < 0 ? '+' : ''}
        {countdown(due.left)}
      </strong>
    </span>
  )
}
