import type { Alarm } from '../../model/alarm.ts'
import { evidenceWords } from '../../model/evidence.ts'
import { kindInfo } from '../../model/kinds.ts'
import type { Notice } from '../../model/notice.ts'
import type { Ticket, TicketClock } from '../../model/ticket.ts'
import type { Instant } from '../../model/time.ts'
import { CATEGORY_NAMES, CLOCK_NAMES, DUTY_NAMES } from '../../model/work-names.ts'
import type { Context } from '../decide/context.ts'
import { UTILITY } from '../duty/subjects.ts'
import { nameOf } from '../duty/view.ts'

interface Words {
  title: string
  text: string
}

const LEVEL = { zh: ['', '一级', '二级', '三级', '四级'], en: ['', 'P1', 'P2', 'P3', 'P4'] }
/** An alarm in words. */
export function alarmWords(alarm: Alarm, context: Context): Words {
  const { language, places } = context
  const what = kindInfo(alarm.kind)?.[language] ?? alarm.kind
  const where = places.name(alarm.subject)?.[language] ?? alarm.subject
  const level = LEVEL[language][alarm.priority]
  const title = language === 'zh' ? `【${level}】${where} ${what}` : `[${level}] ${where}: ${what}`
  const since = clockTime(alarm.raisedAt, context)
  const evidence = evidenceWords(alarm.evidence, language)
  const start = language === 'zh' ? `自 ${since} 起` : `since ${since}`
  return { title, text: [start, evidence].filter(Boolean).join('\n') }
}

/** A ticket in words, with its next deadlines. */
export function ticketWords(ticket: Ticket, clocks: readonly TicketClock[], context: Context): Words {
  const { language } = context
  const level = LEVEL[language][ticket.priority]
  const what = CATEGORY_NAMES[ticket.category]?.[language] ?? ticket.category
  const where = ticket.address?.[language] ?? ''
  const dn = ticket.dn ? ` DN${ticket.dn}` : ''
  const title =
    language === 'zh'
      ? `【${level}】工单 ${ticket.id} ${what}${dn} ${where}`
      : `[${level}] ticket ${ticket.id} ${what}${dn} ${where}`
  const due = clocks
    .filter(({ state, deadline }) => state === 'running' && deadline !== undefined)
    .map(
      ({ name, deadline, rule }) =>
        `${clockName(name, language)} ≤ ${clockTime(deadline!, context)} (${rule})`,
    )
  return { title: title.trim(), text: [ticket.content ?? '', ...due].filter(Boolean).join('\n') }
}

/** A clock that is about to be, or has been, missed. */
export function clockWords(
  ticket: Ticket,
  clock: { name: string; rule: string; deadline: Instant },
  late: boolean,
  context: Context,
): Words {
  const { language } = context
  const name = clockName(clock.name, language)
  const at = clockTime(clock.deadline, context)
  const title =
    language === 'zh'
      ? `${late ? '超时' : '即将超时'}：${ticket.id} ${name}`
      : `${late ? 'overdue' : 'due soon'}: ${ticket.id} ${name}`
  const text = language === 'zh' ? `时限 ${at}（${clock.rule}）` : `limit ${at} (${clock.rule})`
  return { title, text }
}

/** A patrol, cleaning or report that was not done in its time. */
export function dutyWords(
  { duty, subject, due }: { duty: string; subject: string; due: Instant },
  context: Context,
): Words {
  const { language, places } = context
  const name = DUTY_NAMES[duty.split('.')[0]!]?.[language] ?? duty
  const where = subject === UTILITY ? '' : (places.name(subject)?.[language] ?? subject)
  const rule = context.policy.duties.find(one => nameOf(one) === duty)?.rule ?? ''
  const at = clockTime(due, context)
  return language === 'zh'
    ? { title: `逾期：${[where, name].filter(Boolean).join(' ')}`, text: `应于 ${at} 前完成（${rule}）` }
    : { title: `overdue: ${name} ${where}`.trim(), text: `due ${at} (${rule})` }
}

const NOTICE = {
  'notice.published': { zh: '停水通知', en: 'outage notice' },
  'notice.extended': { zh: '停水延长', en: 'outage extended' },
  'notice.restored': { zh: '恢复供水', en: 'water is back' },
  'notice.withdrawn': { zh: '停水取消', en: 'outage called off' },
}

/** What becomes of a notice to customers, for those who must pass it on. */
export function noticeWords(what: keyof typeof NOTICE, notice: Notice, context: Context): Words {
  const { language } = context
  const { area, cause, expectedRecovery, restored, withdrawn, revisions } = notice
  const title = `${NOTICE[what][language]} ${area[language]}`.trim()
  if (what === 'notice.restored') return { title, text: clockTime(restored!.at, context) }
  if (what === 'notice.withdrawn') return { title, text: withdrawn!.why }
  const why = what === 'notice.extended' ? (revisions.at(-1)?.reason ?? '') : cause[language]
  const until = clockTime(expectedRecovery, context)
  return {
    title,
    text: language === 'zh' ? `${why}，预计 ${until} 恢复` : `${why}, back expected ${until}`,
  }
}

function clockName(name: string, language: 'zh' | 'en'): string {
  return CLOCK_NAMES[name]?.[language] ?? name
}

function clockTime(at: Instant, { calendar }: Context): string {
  return calendar.local(at).toFormat('MM-dd HH:mm')
}
