import { type Static, Type } from 'typebox'
import { STEPS, Step } from '../../../model/ticket.ts'
import { When } from './clock.ts'
import { closed, origin, word } from './origin.ts'

/** Moves beside the usual way that a gate can stand before (regulations.md §E). */
export const SIDE_MOVES = [
  'outOfScope',
  'objected',
  'returned',
  'extended',
  'refused',
  'rework',
  'suspended',
  'rescheduled',
  'shutoffPlanned',
  'noticePublished',
] as const
export type SideMove = (typeof SIDE_MOVES)[number]
export type Move = Step | SideMove

/** What must be there before a step: fields of the ticket, data of the step itself, steps and tasks done before. */
export const Gate = Type.Object(
  {
    step: word<Move>([...STEPS, ...SIDE_MOVES]),
    ...origin,
    when: Type.Optional(When),
    fields: Type.Optional(Type.Array(Type.String())),
    data: Type.Optional(Type.Array(Type.String())),
    steps: Type.Optional(Type.Array(Step)),
    tasks: Type.Optional(Type.Array(Type.String())),
    exemptIf: Type.Optional(Type.String()),
  },
  closed,
)
export type Gate = Static<typeof Gate>

export const Route = Type.Object(
  { ...origin, when: When, unit: Type.String(), also: Type.Optional(Type.Array(Type.String())) },
  closed,
)
