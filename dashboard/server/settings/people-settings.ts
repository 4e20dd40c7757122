import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { type Document, isMap, isSeq, stringify, type YAMLMap, type YAMLSeq } from 'yaml'
import type { Role } from '../../../model/rights.ts'
import type { Problem } from '../../../runtime/config/problems.ts'
import type { YamlFile } from '../../../runtime/config/yaml.ts'
import type { Identity } from '../../../runtime/identity/identity.ts'
import { hashPassword } from '../../../runtime/identity/password.ts'
import { type PeopleFile, readPeople } from '../../../runtime/identity/people.ts'
import { settingsFile } from '../../../runtime/settings/settings-file.ts'
import { type Change, settingsJournal } from '../../../runtime/settings/settings-journal.ts'

/** Somebody as an administrator may see and write them: never with a secret. */
export interface Entry {
  id: string
  name: string
  nameEn?: string | undefined
  roles: Role[]
  disabled?: boolean | undefined
}

interface Asked {
  version: string
  by: string
  reason: string
}

/** people.yaml while the dashboard runs. Every change holds at once: whoever is disabled is out with the next call. */
export interface PeopleSettings {
  now(): Promise<{
    version: string
    people: (Entry & { hasPassword: boolean })[]
    tokens: Entry[]
  }>
  /** Adds or changes a person; `password` null takes it away, undefined leaves it. Throws as SettingsFile.change. */
  setPerson(asked: Asked, entry: Entry, password: string | null | undefined): Promise<{ version: string }>
  /** Adds or changes a program; a new or renewed one is told its token, this once. */
  setToken(asked: Asked, entry: Entry, renew: boolean): Promise<{ version: string; token?: string }>
  changes(most: number): Promise<Change[]>
}

export interface PeopleOptions {
  /** The site's. */
  folder: string
  dataDir: string
  identity: Pick<Identity, 'file' | 'replace'>
  now(): number
}

/** Opens people.yaml for reading and changing. Passwords are hashed as `standpipe password` does it. */
export function peopleSettings({ folder, dataDir, identity, now }: PeopleOptions): PeopleSettings {
  const journal = settingsJournal(join(dataDir, 'people.jsonl'))
  const file = settingsFile({
    file: join(folder, 'people.yaml'),
    name: 'people.yaml',
    journal,
    now,
    absent: stringify(identity.file()),
    check: checkPeople,
  })

  const set = async (
    asked: Asked,
    list: 'people' | 'tokens',
    { id, ...entry }: Entry,
    secret: Record<string, string | undefined>,
  ) => {
    const { yaml, version } = await file.change({
      ...asked,
      subject: `${list === 'people' ? 'person' : 'token'} ${id}`,
      edit: document => setEntry(document, list, id, { ...entry, ...secret }),
      record: ({ value }) => recorded(value, list, id),
    })
    const next = readPeople(yaml, [])
    if (next) identity.replace(next)
    return { version }
  }

  return {
    now: async () => {
      const { version, yaml } = await file.now()
      const { people, tokens } = readPeople(yaml, []) ?? identity.file()
      return {
        version,
        people: people.map(({ password, ...entry }) => ({ ...entry, hasPassword: password !== undefined })),
        tokens: tokens.map(({ sha256: _, ...entry }) => entry),
      }
    },
    setPerson: async (asked, entry, password) =>
      set(
        asked,
        'people',
        entry,
        password === undefined
          ? {}
          : { password: password === null ? undefined : await hashPassword(password) },
      ),
    setToken: async (asked, entry, renew) => {
      const known = (await file.now()).yaml.value as PeopleFile | null
      if (!renew && known?.tokens?.some(({ id }) => id === entry.id)) return set(asked, 'tokens', entry, {})
      const token = randomBytes(24).toString('base64url')
      const sha256 = createHash('sha256').update(token).digest('hex')
      return { ...(await set(asked, 'tokens', entry, { sha256 })), token }
    },
    changes: most => journal.newest(most),
  }
}

/** What is wrong with a people.yaml; also when nobody would be left who can change it. */
function checkPeople(yaml: YamlFile, problems: Problem[]): void {
  const file = readPeople(yaml, problems)
  if (!file) return
  if (file.people.some(({ disabled, roles }) => disabled !== true && roles.includes('admin'))) return
  problems.push({
    file: yaml.path,
    field: 'people',
    message: 'nobody would be left who may change people: keep one administrator who is not disabled',
  })
}

/** Changes one entry and leaves the others and all comments as they are. A key whose value is undefined goes. */
function setEntry(document: Document, list: 'people' | 'tokens', id: string, entry: object): void {
  if (!isMap(document.contents)) document.contents = document.createNode({}) as never
  const top = document.contents as unknown as YAMLMap
  const found = top.get(list)
  const entries = isSeq(found) ? found : (document.createNode([]) as YAMLSeq)
  if (!isSeq(found)) top.set(list, entries)
  const known = entries.items.find((item): item is YAMLMap => isMap(item) && item.get('id') === id)
  const item = known ?? (document.createNode({ id }) as YAMLMap)
  for (const [key, value] of Object.entries(entry)) {
    if (value === undefined || value === false) item.delete(key)
    else if (JSON.stringify(known?.toJSON()[key]) !== JSON.stringify(value))
      item.set(key, document.createNode(value, { flow: true }))
  }
  if (!known) entries.add(item)
}

/** An entry for the record: its secret as a mark that only tells whether it is another one. */
function recorded(value: unknown, list: 'people' | 'tokens', id: string): unknown {
  const entries = (value as Record<string, Record<string, unknown>[]> | null)?.[list]
  const entry = entries?.find(one => one.id === id)
  if (!entry) return null
  const { password, sha256, ...open } = entry
  const secret = password ?? sha256
  if (typeof secret !== 'string') return open
  return { ...open, secret: `set ${createHash('sha256').update(secret).digest('hex').slice(0, 6)}` }
}
