import { join } from 'node:path'
import { type Static, Type } from 'typebox'
import { type Actor, ROLES, type Role } from '../../model/rights.ts'
import { ConfigError, type Problem } from '../config/problems.ts'
import { checkYaml, type YamlFile } from '../config/yaml.ts'
import type { Site } from '../site/site.ts'

const roles = Type.Array(Type.Unsafe<Role>({ type: 'string', enum: [...ROLES] }), { minItems: 1 })
const id = Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,31}$' })
const name = Type.String({ minLength: 1, maxLength: 64 })
const closed = { additionalProperties: false }

/** `people.yaml`: who may sign in and which programs may call. No secret is in it, only hashes. */
export const PeopleFile = Type.Object(
  {
    people: Type.Array(
      Type.Object(
        {
          id,
          name,
          nameEn: Type.Optional(name),
          roles,
          /** Kept in the list, because records name them, but may not come in any more. */
          disabled: Type.Optional(Type.Boolean()),
          password: Type.Optional(Type.String({ pattern: '^scrypt:', description: 'see hashPassword' })),
        },
        closed,
      ),
      { maxItems: 10_000 },
    ),
    tokens: Type.Array(
      Type.Object(
        {
          id,
          name,
          roles,
          disabled: Type.Optional(Type.Boolean()),
          sha256: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'of the token' }),
        },
        closed,
      ),
      { maxItems: 1_000, default: [] },
    ),
  },
  closed,
)
export type PeopleFile = Static<typeof PeopleFile>

/** Reads `people.yaml`. Mistakes go to `problems`; then the result is undefined. */
export function readPeople(file: YamlFile, problems: Problem[]): PeopleFile | undefined {
  const people = checkYaml(PeopleFile, file, problems)
  if (!people) return undefined
  const seen = new Set<string>()
  let ok = true
  for (const [list, entries] of [
    ['people', people.people],
    ['tokens', people.tokens],
  ] as const) {
    for (const [i, entry] of entries.entries()) {
      if (!seen.has(entry.id)) {
        seen.add(entry.id)
        continue
      }
      ok = false
      const message = `"${entry.id}" is used twice; ids of people and tokens must differ`
      problems.push({
        file: file.path,
        line: file.lineOf([list, i, 'id']),
        field: `${list}[${i}].id`,
        message,
      })
    }
  }
  return ok ? people : undefined
}

/** The people of a site that is to be started. Throws ConfigError when nobody could sign in. */
export function peopleIn(site: Pick<Site, 'folder' | 'files'>): PeopleFile {
  const problems: Problem[] = []
  const people = site.files.people && readPeople(site.files.people, problems)
  if (people && people.people.length > 0) return people
  if (problems.length > 0) throw new ConfigError(problems)
  const message = 'is missing or empty; write who may sign in, with their roles'
  throw new ConfigError([{ file: join(site.folder, 'people.yaml'), message }])
}

/** One of each role, for a town that is only a demonstration. Nobody has a password: they come by one-time code. */
export function demoPeople(): PeopleFile {
  const person = (id: string, name: string, nameEn: string, ...roles: Role[]) => ({
    id,
    name,
    nameEn,
    roles,
  })
  return {
    people: [
      person('admin', '管理员', 'Administrator', 'admin'),
      person('li', '李', 'Li', 'operator'),
      person('wang', '王', 'Wang', 'dispatcher'),
      person('zhang', '张', 'Zhang', 'crew'),
      person('chen', '陈', 'Chen', 'engineer'),
      person('guest', '访客', 'Guest', 'viewer'),
    ],
    tokens: [],
  }
}

/** What others may know of a person or token. */
export function actorOf({ id, name, nameEn, roles }: Actor): Actor {
  return { id, name, ...(nameEn === undefined ? {} : { nameEn }), roles: [...roles] }
}
