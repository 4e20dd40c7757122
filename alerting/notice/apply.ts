import type { Notice, Revision, Told } from '../../model/notice.ts'
import type { Instant } from '../../model/time.ts'

/** What can happen to a notice. */
export type NoticeFact =
  | { type: 'notice.drafted'; notice: Notice }
  | { type: 'notice.approved' | 'notice.published' | 'notice.restored'; id: string; at: Instant; by: string }
  | { type: 'notice.withdrawn'; id: string; at: Instant; by: string; why: string }
  | { type: 'notice.extended'; id: string; revision: Revision }
  | { type: 'notice.told'; id: string; told: Told }

/** The notice after a fact; a fact about a notice nobody drafted is left out. */
export function applyToNotice(notice: Notice | undefined, fact: NoticeFact): Notice | undefined {
  if (fact.type === 'notice.drafted') return fact.notice
  if (!notice) return undefined
  switch (fact.type) {
    case 'notice.approved':
      return { ...notice, approved: { at: fact.at, by: fact.by } }
    case 'notice.published':
      return { ...notice, published: { at: fact.at, by: fact.by } }
    case 'notice.restored':
      return { ...notice, restored: { at: fact.at, by: fact.by } }
    case 'notice.withdrawn':
      return { ...notice, withdrawn: { at: fact.at, by: fact.by, why: fact.why } }
    case 'notice.extended': {
      const { revision } = fact
      const revisions = [...notice.revisions, revision]
      return { ...notice, expectedRecovery: revision.expectedRecovery, revisions }
    }
    case 'notice.told':
      return { ...notice, told: [...notice.told, fact.told] }
  }
}
