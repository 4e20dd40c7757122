import { afterEach, expect } from 'vitest'
import { controlRoom } from './control-room.ts'
import { shown } from './policies/moment.ts'

const open: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const room of open.splice(0)) await room.stop()
})

/** A control room for a timeline: clocks as lines of text, steps that must succeed. Stopped after each test. */
export async function timelineRoom(
  policy: string,
  start: string,
  options: Omit<Parameters<typeof controlRoom>[1] & object, 'policy'> = {},
) {
  const made = await controlRoom(start, { policy, ...options })
  open.push(made)
  /** Every clock of a ticket as `name rule state due`. */
  const clocks = (index = 0) =>
    made.service
      .tickets()
      [index]!.clocks.map(({ name, rule, state, deadline }) =>
        [name, rule, state, shown(deadline)].filter(Boolean).join(' '),
      )
  const done = async (who: string, ticket: string, step: string, data?: object) => {
    const { status, body } = await made.step(who, ticket, step, data ? { data } : {})
    expect([step, status, body.missing ?? body.code]).toEqual([step, 200, undefined])
  }
  /** Follow-up work that must succeed. */
  const task = async (who: string, ticket: string, name: string, more: object = {}) => {
    const { status, body } = await made.post(who, `/tickets/${ticket}/tasks`, { task: name, ...more })
    expect([name, status, body.missing ?? body.code]).toEqual([name, 200, undefined])
  }
  return { ...made, clocks, done, task }
}
