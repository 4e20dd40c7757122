import type { Fact } from '../fact.ts'

/** What a command comes to: facts to be journalled, or why it cannot be done. */
export type Outcome = { facts: Fact[] } | { refused: Refusal }

/** Why a command was refused: a code for machines, a sentence for people, and what they need to go on. */
export interface Refusal {
  code: string
  message: string
  /** HTTP status that fits. */
  status: 400 | 403 | 404 | 409
  /** Gates: what is missing. */
  missing?: string[]
  /** Conflicts: who was faster, and when. */
  by?: string
  at?: number
  /** The ticket that is there already. */
  ticket?: string
}

/** A refusal. */
export function refuse(
  status: Refusal['status'],
  code: string,
  message: string,
  more: Omit<Refusal, 'code' | 'message' | 'status'> = {},
): { refused: Refusal } {
  return { refused: { status, code, message, ...more } }
}
