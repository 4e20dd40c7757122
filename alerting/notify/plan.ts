import { Duration } from 'luxon'
import { alarmState } from '../../model/alarm.ts'
import type { Instant } from '../../model/time.ts'
import type { Context } from '../decide/context.ts'
import type { Fact } from '../fact.ts'
import type { State } from '../state.ts'
import { viewOf } from '../ticket/view.ts'
import type { NotifyConfig, NotifyRule, NotifyTopic } from './config.ts'
import type { Message } from './message.ts'
import { alarmWords, clockWords, dutyWords, noticeWords, ticketWords } from './words.ts'

/** Something worth telling, before anybody has said to whom. */
interface Event {
  topic: NotifyTopic
  about: string
  /** Makes the key unique: the spell, the clock… */
  spell: string
  priority: number
  zone?: string
  category?: string
  unit?: string
  words(): { title: string; text: string }
}

/** The messages that follow from facts, by the site's rules; once a channel, however many rules name it. */
export function messagesFor(
  facts: readonly Fact[],
  state: State,
  config: NotifyConfig,
  context: Context,
  now: Instant,
): Message[] {
  const repeatAfter = Duration.fromISO(config.repeatAfter).toMillis()
  const messages = new Map<string, Message>()
  for (const event of facts.flatMap(fact => eventOf(fact, state, context, now) ?? [])) {
    for (const rule of config.rules) {
      if (!applies(rule, event, context, now)) continue
      for (const channel of rule.to) {
        const last = state.outbox.lastTold.get(`${channel} ${event.about}`)
        if (event.topic === 'alarm' && last !== undefined && now - last < repeatAfter) continue
        const key = `${channel}:${event.topic}:${event.about}:${event.spell}`
        if (messages.has(key) || state.outbox.waiting.has(key)) continue
        const { topic, about, priority } = event
        messages.set(key, { key, channel, topic, about, priority, at: now, ...event.words() })
      }
    }
  }
  return [...messages.values()]
}

function applies(rule: NotifyRule, event: Event, { calendar }: Context, now: Instant): boolean {
  return (
    rule.on.includes(event.topic) &&
    event.priority <= (rule.priority ?? 4) &&
    among(rule.zones, event.zone) &&
    among(rule.categories, event.category) &&
    among(rule.units, event.unit) &&
    (rule.hours === undefined || onDuty(rule.hours, calendar, now))
  )
}

function among(wanted: readonly string[] | undefined, value: string | undefined): boolean {
  return wanted === undefined || (value !== undefined && wanted.includes(value))
}

function onDuty(
  { from, to, workdaysOnly }: NonNullable<NotifyRule['hours']>,
  calendar: Context['calendar'],
  now: Instant,
): boolean {
  const day = calendar.local(now)
  if (workdaysOnly && !calendar.isWorkday(day)) return false
  const start = calendar.timeOn(day, from)
  const end = calendar.timeOn(day, to)
  return start <= end ? now >= start && now < end : now >= start || now < end
}

function eventOf(fact: Fact, state: State, context: Context, now: Instant): Event | undefined {
  switch (fact.type) {
    case 'alarm': {
      const alarm = state.alarms.get(fact.id)
      if (!alarm || fact.event.type !== 'raised' || alarmState(alarm, now) !== 'UNACK') return undefined
      const { priority, zone, raisedAt, id } = alarm
      const words = () => alarmWords(alarm, context)
      return {
        topic: 'alarm',
        about: id,
        spell: String(raisedAt),
        priority,
        ...(zone ? { zone } : {}),
        words,
      }
    }
    case 'ticket.opened':
      return aboutTicket('ticketOpened', fact.ticket.id, 'opened', state, record =>
        ticketWords(record.ticket, viewOf(record, state, context, now).clocks, context),
      )
    case 'ticket.warned':
    case 'ticket.breached': {
      const late = fact.type === 'ticket.breached'
      const { clock: name, rule, deadline } = fact
      return aboutTicket(
        late ? 'clockBreached' : 'clockWarning',
        fact.id,
        `${name} ${deadline}`,
        state,
        ({ ticket }) => clockWords(ticket, { name, rule, deadline }, late, context),
      )
    }
    case 'duty.overdue': {
      const { duty, subject, due } = fact
      const words = () => dutyWords(fact, context)
      return { topic: 'dutyOverdue', about: `${duty}/${subject}`, spell: String(due), priority: 3, words }
    }
    case 'notice.published':
    case 'notice.extended':
    case 'notice.restored':
    case 'notice.withdrawn': {
      const notice = state.notices.get(fact.id)
      // Of a draft that is taken back nobody has heard.
      if (!notice?.published) return undefined
      const { type } = fact
      const words = () => noticeWords(type, notice, context)
      const spell = fact.type === 'notice.extended' ? `extended ${fact.revision.at}` : fact.type.slice(7)
      return { topic: 'notice', about: fact.id, spell, priority: 2, words }
    }
    default:
      return undefined
  }
}

function aboutTicket(
  topic: NotifyTopic,
  id: string,
  spell: string,
  state: State,
  words: (record: NonNullable<ReturnType<State['tickets']['get']>>) => { title: string; text: string },
): Event | undefined {
  const record = state.tickets.get(id)
  if (!record) return undefined
  const { priority, zone, category, unit } = record.ticket
  return {
    topic,
    about: id,
    spell,
    priority,
    category,
    ...(zone ? { zone } : {}),
    ...(unit ? { unit } : {}),
    words: () => words(record),
  }
}
