import { createHash, createHmac, randomUUID } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { HOUR, type Instant } from '../../model/time.ts'
import { sameSecret } from './password.ts'
import { signingKey } from './signing-key.ts'

/** How long a session lasts: one shift with its hand-over. */
export const SESSION_LIFETIME = 14 * HOUR

const Claims = Type.Object({ session: Type.String(), who: Type.String(), until: Type.Number() })
type Claims = Static<typeof Claims>

/** A session as handed to the browser. */
export interface IssuedSession {
  cookie: string
  until: Instant
}

/** Sessions as signed cookies. Only sign-outs are remembered here, until their session would have ended anyway. */
export interface Sessions {
  /** Differs between installations: browsers do not keep cookies of two ports apart. */
  readonly cookieName: string
  issue(who: string, now: Instant): IssuedSession
  /** Who a cookie stands for; undefined when it is forged, past or signed out. */
  read(cookie: string | undefined, now: Instant): string | undefined
  end(cookie: string | undefined, now: Instant): void
}

/** Sessions signed with the key in `folder`. */
export function signedSessions(folder: string): Sessions {
  const key = signingKey(folder)
  const file = join(folder, 'signed-out.json')
  const ended = readEnded(file)
  const sign = (text: string) => createHmac('sha256', key).update(text).digest('base64url')

  const claimsOf = (cookie: string | undefined, now: Instant): Claims | undefined => {
    const [body, signature] = cookie?.split('.') ?? []
    if (!body || !signature || !sameSecret(sign(body), signature)) return undefined
    const claims: unknown = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'))
    return Value.Check(Claims, claims) && claims.until > now && !ended.has(claims.session)
      ? claims
      : undefined
  }

  return {
    cookieName: `standpipe_${createHash('sha256').update(key).digest('hex').slice(0, 8)}`,
    issue: (who, now) => {
      const until = now + SESSION_LIFETIME
      const claims: Claims = { session: randomUUID(), who, until }
      const body = Buffer.from(JSON.stringify(claims)).toString('base64url')
      return { cookie: `${body}.${sign(body)}`, until }
    },
    read: (cookie, now) => claimsOf(cookie, now)?.who,
    end: (cookie, now) => {
      const claims = claimsOf(cookie, now)
      if (!claims) return
      for (const [session, until] of ended) if (until <= now) ended.delete(session)
      ended.set(claims.session, claims.until)
      writeFileSync(`${file}.new`, JSON.stringify([...ended]), { mode: 0o600 })
      renameSync(`${file}.new`, file)
    },
  }
}

function readEnded(file: string): Map<string, Instant> {
  try {
    const stored: unknown = JSON.parse(readFileSync(file, 'utf8'))
    const Ended = Type.Array(Type.Tuple([Type.String(), Type.Number()]))
    return new Map(Value.Check(Ended, stored) ? stored : [])
  } catch {
    return new Map()
  }
}
