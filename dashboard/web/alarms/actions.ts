import { create } from 'zustand'
import type { Alarm } from '../../../model/alarm.ts'
import type { Instant } from '../../../model/time.ts'
import { acknowledge, shelve } from '../api/commands.ts'
import { ApiError } from '../api/request.ts'

/** What became of one alarm of a command. */
interface AlarmResult {
  alarm: string
  ok: boolean
  code?: string
  message?: string
  by?: string
  at?: Instant
}

interface Actions {
  /** What is being asked of the person. */
  asking: { what: 'acknowledge' | 'shelve'; alarms: readonly Alarm[] } | undefined
  /** Alarms whose command is on its way: shown as such, never as done. */
  sending: ReadonlySet<string>
  /** What was refused, until somebody has seen it. */
  failures: readonly AlarmResult[]
  ask(what: 'acknowledge' | 'shelve', alarms: readonly Alarm[]): void
  cancel(): void
  seen(): void
  /** Resolves to true when every alarm was done. */
  acknowledge(alarms: readonly Alarm[], note?: string): Promise<boolean>
  shelve(alarms: readonly Alarm[], until: Instant, reason: string): Promise<boolean>
}

/** What people do to alarms; the server's word alone changes how an alarm looks. */
export const useAlarmActions = create<Actions>()((set, get) => {
  const run = async (
    alarms: readonly Alarm[],
    send: (ids: string[]) => Promise<unknown>,
  ): Promise<boolean> => {
    const ids = alarms.map(alarm => alarm.id)
    set({ sending: new Set([...get().sending, ...ids]), failures: [] })
    try {
      const failures = refusals(await send(ids))
      set({ failures })
      return failures.length === 0
    } catch (error) {
      const { code, message } = error instanceof ApiError ? error : { code: 'error', message: String(error) }
      set({ failures: ids.map(alarm => ({ alarm, ok: false, code, message })) })
      return false
    } finally {
      set({ sending: new Set([...get().sending].filter(id => !ids.includes(id))) })
    }
  }
  return {
    asking: undefined,
    sending: new Set(),
    failures: [],
    ask: (what, alarms) => alarms.length > 0 && set({ asking: { what, alarms }, failures: [] }),
    cancel: () => set({ asking: undefined }),
    seen: () => set({ failures: [] }),
    acknowledge: (alarms, note) => run(alarms, ids => acknowledge(ids, note)),
    shelve: (alarms, until, reason) => run(alarms, ids => shelve(ids, until, reason)),
  }
})

/**
 * Acknowledges at once what needs no question; asks where a note is required (priority 1) or where a count must be
 * confirmed (several).
 */
export function beginAcknowledge(alarms: readonly Alarm[]): void {
  const [only] = alarms
  const { ask, acknowledge } = useAlarmActions.getState()
  if (alarms.length === 1 && only && only.priority !== 1) void acknowledge(alarms)
  else ask('acknowledge', alarms)
}

function refusals(answer: unknown): AlarmResult[] {
  const results = (answer as { results?: AlarmResult[] } | undefined)?.results
  return Array.isArray(results) ? results.filter(result => !result.ok) : []
}
