import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { type Actor, ROLES, type Role } from '../../model/rights.ts'

/** In whose name a service of ours calls another one. */
export const ACTOR_HEADER = 'x-standpipe-actor'

const Sent = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 64 }),
  name: Type.String({ maxLength: 64 }),
  roles: Type.Array(Type.Unsafe<Role>({ type: 'string', enum: [...ROLES] }), { maxItems: ROLES.length }),
})
const validator = Compile(Sent)

/** The header's value for this actor. */
export function actorHeader({ id, name, roles }: Actor): string {
  return Buffer.from(JSON.stringify({ id, name, roles })).toString('base64url')
}

/** The actor in the header; undefined when it is absent or not one. */
export function actorInHeader(value: string | string[] | undefined): Actor | undefined {
  if (typeof value !== 'string') return undefined
  try {
    const actor: unknown = JSON.parse(Buffer.from(value, 'base64url').toString('utf8'))
    return validator.Check(actor) ? (actor as Static<typeof Sent>) : undefined
  } catch {
    return undefined
  }
}
