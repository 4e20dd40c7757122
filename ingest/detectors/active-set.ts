import type { Detection } from '../../model/detection.ts'
import { isDiagnostic } from '../../model/detection.ts'
import type { Instant } from '../../model/time.ts'

const keyOf = ({ kind, subject }: Pick<Detection, 'kind' | 'subject'>) => `${kind}/${subject}`

/** After a restart, a condition that nothing confirms or denies for this long is ended. */
const CONFIRM_WITHIN = 15 * 60_000

/** What the absence of readings raises is found anew after a restart, and taken over from what was published. */
const ABSENCE: ReadonlySet<string> = new Set(['comm-failure', 'missing-data'])

/** The newest state of every condition that stands. */
export function activeSet() {
  const standing = new Map<string, Detection>()
  const byPoint = new Map<string, Set<string>>()
  /** Taken over from before a restart and not yet judged. */
  const inherited = new Map<string, { detection: Detection; since?: Instant }>()

  const put = (detection: Detection) => {
    const key = keyOf(detection)
    if (detection.active) {
      standing.set(key, detection)
      if (detection.point !== undefined) {
        const keys = byPoint.get(detection.point)
        if (keys) keys.add(key)
        else byPoint.set(detection.point, new Set([key]))
      }
      return
    }
    standing.delete(key)
    if (detection.point !== undefined) byPoint.get(detection.point)?.delete(key)
  }

  const ofPoint = (point: string) =>
    [...(byPoint.get(point) ?? [])].flatMap(key => {
      const detection = standing.get(key)
      return detection && !isDiagnostic(detection.kind) ? [detection] : []
    })

  return {
    /** Takes news in; a spell taken over from before a restart keeps its start. */
    take: (found: readonly Detection[]): readonly Detection[] =>
      found.map(detection => {
        const key = keyOf(detection)
        const known = standing.get(key) ?? inherited.get(key)?.detection
        inherited.delete(key)
        const kept = known && known.start < detection.start ? { ...detection, start: known.start } : detection
        put(kept)
        return kept
      }),
    /** The conditions of a point that has become unreadable: they keep their state and are marked unknown. */
    hold: (point: string, at: Instant): Detection[] =>
      ofPoint(point)
        .filter(({ unknown }) => !unknown)
        .map(detection => ({ ...detection, at, unknown: true })),
    /** The same conditions once it can be read again, unless this reading has just changed them. */
    release: (point: string, at: Instant, found: readonly Detection[]): Detection[] => {
      const changed = new Set(found.map(keyOf))
      return ofPoint(point)
        .filter(detection => detection.unknown && !changed.has(keyOf(detection)))
        .map(({ unknown: _, ...detection }) => ({ ...detection, at }))
    },
    resume: (known: readonly Detection[]) => {
      for (const detection of known) {
        if (!detection.active || detection.retrospective) continue
        const key = keyOf(detection)
        const now = standing.get(key)
        if (now) put({ ...now, start: Math.min(now.start, detection.start) })
        else inherited.set(key, { detection })
      }
    },
    /** These conditions of a point are judged anew: they stand until that confirms or ends them, or nothing does. */
    doubt: (point: string, kinds: readonly string[]) => {
      for (const kind of kinds) {
        const key = keyOf({ kind, subject: point })
        const detection = standing.get(key)
        if (!detection) continue
        put({ ...detection, active: false })
        inherited.set(key, { detection })
      }
    },
    /** Ends what stood before a restart and nothing has confirmed since. */
    unconfirmed: (now: Instant): Detection[] => {
      const ended: Detection[] = []
      for (const [, entry] of inherited) {
        entry.since ??= now
        if (now - entry.since >= CONFIRM_WITHIN) ended.push({ ...entry.detection, at: now, active: false })
      }
      return ended
    },
    save: () => [...standing.values()].filter(({ kind }) => !ABSENCE.has(kind)),
    load: (saved: unknown) => {
      for (const detection of saved as Detection[]) put(detection)
    },
    all: () => [...standing.values(), ...[...inherited.values()].map(entry => entry.detection)],
  }
}
