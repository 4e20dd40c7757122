import { ApiError } from '../api/request.ts'
import type { Health } from '../system/queries.ts'

/** History this far behind the intake log, bytes, is behind: what comes in faster than it is stored, not a hiccup. */
export const FAR_BEHIND = 32_000_000

/**
 * What an operator must know of where readings come in, the gravest first. `intake`: nothing more is acknowledged.
 * `away`: no answer. `history`: the store refuses or is gone; readings wait on disk. `behind`: a backlog.
 */
export type IngestTrouble =
  | { kind: 'intake' | 'history'; why: string; mb: number }
  | { kind: 'behind'; mb: number }
  | { kind: 'away'; code: string }

/** The trouble of the last answer, or of the lack of one. A screen without a server has its own sign for that. */
export function ingestTrouble(
  health: Pick<Health, 'intake' | 'history'> | undefined,
  error: unknown,
): IngestTrouble | undefined {
  if (error instanceof ApiError && (error.status >= 500 || error.code === 'timeout'))
    return { kind: 'away', code: error.code }
  if (!health) return undefined
  const { intake, history } = health
  const mb = Math.ceil(intake.behind / 1e6)
  if (intake.fault !== null) return { kind: 'intake', why: intake.fault, mb }
  if (history.fault !== null) return { kind: 'history', why: history.fault, mb }
  return intake.behind >= FAR_BEHIND ? { kind: 'behind', mb } : undefined
}

/** Whether values stop coming: said at once, not when somebody listens. */
export const isUrgent = ({ kind }: IngestTrouble): boolean => kind === 'intake' || kind === 'away'
