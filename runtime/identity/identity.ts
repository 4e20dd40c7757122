import { createHash, randomBytes } from 'node:crypto'
import type { Actor, Role } from '../../model/rights.ts'
import { HOUR, type Instant } from '../../model/time.ts'
import { CodedError } from '../config/problems.ts'
import type { TimeSource } from '../time.ts'
import { Attempts } from './attempts.ts'
import { hashPassword, passwordMatches, sameSecret } from './password.ts'
import { actorOf, type PeopleFile } from './people.ts'
import { type IssuedSession, signedSessions } from './sessions.ts'

/** How somebody shows who they are. */
export type Proof = { user: string; password: string } | { code: string } | { token: string }

export interface SignedIn extends IssuedSession {
  actor: Actor
}

/** Who is calling, and how they came in. */
export interface Identity {
  readonly cookieName: string
  /** Throws SignInFailed, or TooManyAttempts after too many of them. `from` is the caller's address. */
  signIn(proof: Proof, from: string): Promise<SignedIn>
  signOut(cookie: string | undefined): void
  ofSession(cookie: string | undefined): Actor | undefined
  ofToken(token: string): Actor | undefined
  /** Whether this token is another service of ours, which says itself in whose name it calls. */
  speaksForOthers(token: string): boolean
  /** A code that signs this person in once, within `lifetime` ms. Throws RangeError for an unknown person. */
  issueCode(person: string, lifetime?: number): string
  /** People without their secrets, e.g. to assign a ticket. Those who may not come in any more are not among them. */
  people(): Actor[]
  /** The file in force, with its hashes. */
  file(): PeopleFile
  /** From now on these people and tokens count; whoever is not among them, or disabled, is out at once. */
  replace(people: PeopleFile): void
}

/** A sign-in that was not accepted; deliberately does not say which part was wrong. */
export class SignInFailed extends CodedError {
  readonly statusCode = 401

  constructor(code: 'sign-in-failed' | 'code-spent', message: string) {
    super(code, message)
  }
}

export interface IdentityOptions {
  people: PeopleFile
  /** Keeps the signing key and sign-outs. */
  dataDir: string
  /** Real time: a session must not run out faster because a town is simulated faster. */
  time: Pick<TimeSource, 'now'>
  /** A token with all rights, given on the command line. */
  fixedToken?: string
  /** Shared by the services of one site when they run in processes of their own. */
  serviceToken?: string
}

const CODE_LIFETIME = HOUR
const MOST_CODES = 1_000
const digest = (secret: string) => createHash('sha256').update(secret).digest('hex')

let nobody: Promise<string> | undefined
/** Checked for unknown names, so that the time taken does not tell who exists. */
const nobodysHash = () => (nobody ??= hashPassword(randomBytes(16).toString('hex')))

/** People, programs, sessions and one-time codes of a site. */
export function createIdentity(options: IdentityOptions): Identity {
  const { people, dataDir, time, fixedToken, serviceToken } = options
  const enabled = <T extends { id: string; disabled?: boolean }>(list: readonly T[]) =>
    new Map(list.filter(({ disabled }) => disabled !== true).map(one => [one.id, one]))
  let inForce = people
  let persons = enabled(people.people)
  let tokens = enabled(people.tokens)
  const script: Actor = { id: 'script', name: 'script', roles: ['admin'] satisfies Role[] }
  const sessions = signedSessions(dataDir)
  const attempts = new Attempts()
  const codes = new Map<string, { person: string; until: Instant }>()

  const actorNamed = (id: string): Actor | undefined => {
    if (fixedToken !== undefined && id === script.id) return script
    const known = persons.get(id) ?? tokens.get(id)
    return known && actorOf(known)
  }

  const ofToken = (token: string): Actor | undefined => {
    if (fixedToken !== undefined && sameSecret(token, fixedToken)) return script
    const hashed = digest(token)
    for (const known of tokens.values()) if (sameSecret(known.sha256, hashed)) return actorOf(known)
    return undefined
  }

  const byPassword = async (user: string, password: string) => {
    const stored = persons.get(user)?.password
    const matched = await passwordMatches(password, stored ?? (await nobodysHash()))
    return matched && stored !== undefined ? actorNamed(user) : undefined
  }

  const byCode = (code: string) => {
    const hashed = digest(code)
    const issued = codes.get(hashed)
    codes.delete(hashed)
    return issued && issued.until > time.now() ? actorNamed(issued.person) : undefined
  }

  return {
    cookieName: sessions.cookieName,
    signIn: async (proof, from) => {
      const keys: Record<string, number> = { [`from ${from}`]: 20 }
      if ('user' in proof)
        Object.assign(keys, { [`user ${proof.user} ${from}`]: 5, [`user ${proof.user}`]: 50 })
      attempts.assertAllowed(keys, time.now())
      const actor =
        'user' in proof
          ? await byPassword(proof.user, proof.password)
          : 'code' in proof
            ? byCode(proof.code)
            : ofToken(proof.token)
      if (!actor) {
        attempts.failed(keys, time.now())
        throw 'code' in proof
          ? new SignInFailed('code-spent', 'this sign-in link was used already or has expired; get a new one')
          : new SignInFailed('sign-in-failed', 'the name, password or token is wrong')
      }
      return { actor, ...sessions.issue(actor.id, time.now()) }
    },
    signOut: cookie => sessions.end(cookie, time.now()),
    ofSession: cookie => {
      const who = sessions.read(cookie, time.now())
      return who === undefined ? undefined : actorNamed(who)
    },
    ofToken,
    speaksForOthers: token => serviceToken !== undefined && sameSecret(token, serviceToken),
    issueCode: (person, lifetime = CODE_LIFETIME) => {
      if (!persons.has(person)) throw new RangeError(`nobody is called "${person}"`)
      for (const [hashed, { until }] of codes) if (until <= time.now()) codes.delete(hashed)
      if (codes.size >= MOST_CODES) codes.delete(codes.keys().next().value!)
      const code = randomBytes(18).toString('base64url')
      codes.set(digest(code), { person, until: time.now() + lifetime })
      return code
    },
    people: () => [...persons.values()].map(actorOf),
    file: () => inForce,
    replace: next => {
      inForce = next
      persons = enabled(next.people)
      tokens = enabled(next.tokens)
    },
  }
}
