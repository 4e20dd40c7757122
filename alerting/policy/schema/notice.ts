import { type Static, Type } from 'typebox'
import { When } from './clock.ts'
import { closed, LIMIT, origin, word } from './origin.ts'

/** Kinds of notice (regulations.md B: planned, temporary, emergency outages, and what customers are told besides). */
export const NOTICES = [
  'planned',
  'temporary',
  'emergency',
  'extended',
  'restored',
  'meterChange',
  'meterSwitch',
  'abnormalUsage',
  'arrears',
  'outOfScope',
] as const
export type NoticeKind = (typeof NOTICES)[number]

/** What customers and neighbours must be told, how long before, through which channels. */
export const NoticeRule = Type.Object(
  {
    name: word(NOTICES),
    ...origin,
    when: Type.Optional(When),
    /** Before the start of what is announced. */
    lead: Type.Optional(Type.String({ pattern: LIMIT })),
    /** After the event that asks for it. */
    within: Type.Optional(Type.String({ pattern: LIMIT })),
    channels: Type.Optional(Type.Array(Type.String())),
    recipients: Type.Optional(Type.Array(Type.String())),
    fields: Type.Optional(Type.Array(Type.String())),
    /** Unit that must agree first. */
    approval: Type.Optional(Type.String()),
  },
  closed,
)
export type NoticeRule = Static<typeof NoticeRule>
