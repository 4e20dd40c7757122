import type { Notice } from '../../model/notice.ts'
import type { Ticket } from '../../model/ticket.ts'
import type { Instant } from '../../model/time.ts'
import type { Calendar } from '../clocks/calendar.ts'
import { deadlineOf } from '../clocks/limit.ts'
import { matches } from '../policy/match.ts'
import type { NoticeKind, NoticeRule, Policy } from '../policy/schema.ts'

type Facts = Pick<Ticket, 'category' | 'source' | 'dn' | 'ring' | 'repairClass' | 'flags' | 'kind'>
const NO_TICKET: Facts = { category: 'outage', source: 'hand' }

/** The rules for a kind of notice; of several about the same with different conditions the first that fits. */
export function noticeRules(policy: Policy, kind: NoticeKind, facts: Facts = NO_TICKET): NoticeRule[] {
  const rules = policy.notices.filter(rule => rule.name === kind && matches(rule.when, facts))
  const conditional = rules.find(({ when }) => when !== undefined)
  return conditional ? [conditional] : rules
}

/** Channels and recipients that a notice of this kind asks for. */
export function whomToTell(policy: Policy, kind: NoticeKind): { channels: string[]; recipients: string[] } {
  const rules = noticeRules(policy, kind)
  return {
    channels: [...new Set(rules.flatMap(({ channels = [] }) => channels))],
    recipients: [...new Set(rules.flatMap(({ recipients = [] }) => recipients))],
  }
}

/** The unit that must agree before a notice of this kind goes out. */
export function approvalFor(policy: Policy, kind: NoticeKind): string | undefined {
  return noticeRules(policy, kind).find(({ approval }) => approval !== undefined)?.approval
}

/** The earliest start of an outage that is announced at `now`, with the rule that says so. */
export function earliestStart(
  policy: Policy,
  kind: NoticeKind,
  calendar: Calendar,
  now: Instant,
): { at: Instant; rule?: string } {
  let earliest: { at: Instant; rule?: string } = { at: now }
  for (const { lead, rule } of noticeRules(policy, kind)) {
    const at = lead === undefined ? now : (deadlineOf({ limit: lead }, now, calendar) ?? now)
    if (at > earliest.at) earliest = { at, rule }
  }
  return earliest
}

/** What a notice lacks before it may be published, as codes. */
export function missingToPublish(notice: Notice, policy: Policy, calendar: Calendar, now: Instant): string[] {
  const missing: string[] = []
  if (!notice.cause.zh.trim() && !notice.cause.en.trim()) missing.push('field:cause')
  if (notice.expectedRecovery <= notice.start) missing.push('field:expectedRecovery')
  if (approvalFor(policy, notice.kind) !== undefined && !notice.approved) missing.push('approval')
  const { at, rule } = earliestStart(policy, notice.kind, calendar, now)
  if (notice.kind !== 'emergency' && notice.start < at) missing.push(`lead:${rule ?? 'now'}`)
  const gates = policy.gates.filter(({ step }) => step === 'noticePublished')
  const wanted = [...noticeRules(policy, notice.kind), ...gates.map(({ data }) => ({ fields: data }))]
  for (const field of wanted.flatMap(({ fields = [] }) => fields))
    if (!isGiven(notice, field)) missing.push(`field:${field}`)
  return [...new Set(missing)]
}

/** Fields by the names the regulations give them. */
function isGiven(notice: Notice, field: string): boolean {
  switch (field) {
    case 'cause':
      return notice.cause.zh !== '' || notice.cause.en !== ''
    case 'expectedRecovery':
    case 'end':
      return notice.expectedRecovery > notice.start
    case 'approvedBy':
      return notice.approved !== undefined
    case 'pipeDn':
      return notice.dn !== undefined
    case 'valveSizes':
    case 'valveCount':
      return notice.valves.length > 0
    case 'area':
      return notice.area.zh !== '' || notice.area.en !== ''
    default:
      return true
  }
}
