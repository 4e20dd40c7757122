/** Who may do what. Everything not listed is denied; the web asks the same table to explain a disabled button. */
export const ROLES = ['viewer', 'operator', 'dispatcher', 'crew', 'engineer', 'admin'] as const
export type Role = (typeof ROLES)[number]

export const RIGHTS = [
  'view',
  'alarm.acknowledge',
  'alarm.shelve',
  'alarm.outOfService',
  'alarm.comment',
  'ticket.create',
  'ticket.dispatch',
  'ticket.work',
  'ticket.approveShutoff',
  'ticket.review',
  'ticket.close',
  'notice.publish',
  'history.export',
  'sample.enter',
  'settings.change',
  'people.change',
  'diagnostics',
  'backup',
] as const
export type Right = (typeof RIGHTS)[number]

const VIEW: Right[] = ['view']
const TABLE: Record<Role, readonly Right[]> = {
  viewer: VIEW,
  // A leak found on patrol is reported at once (JN-PAT-06), by whoever finds it.
  crew: [...VIEW, 'ticket.create', 'ticket.work'],
  operator: [
    ...VIEW,
    'alarm.acknowledge',
    'alarm.shelve',
    'alarm.comment',
    'ticket.create',
    'history.export',
    'sample.enter',
  ],
  dispatcher: [
    ...VIEW,
    'alarm.acknowledge',
    'alarm.comment',
    'ticket.create',
    'ticket.dispatch',
    'ticket.work',
    'ticket.approveShutoff',
    'ticket.review',
    'ticket.close',
    'notice.publish',
    'history.export',
  ],
  engineer: [
    ...VIEW,
    'alarm.comment',
    'alarm.outOfService',
    'history.export',
    'sample.enter',
    'settings.change',
    'diagnostics',
  ],
  admin: RIGHTS,
}

/** An authenticated person or script; every API call has one. */
export interface Actor {
  id: string
  name: string
  /** For readers of English, where the name is written in Chinese. */
  nameEn?: string
  roles: readonly Role[]
}

/** Whether the actor has the right by any of their roles. */
export function may(actor: Pick<Actor, 'roles'> | undefined, right: Right): boolean {
  return actor?.roles.some(role => TABLE[role]?.includes(right)) ?? false
}
