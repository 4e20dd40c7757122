import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'

const Identity = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 64 }),
  /** Closed in order: every number ever given out is known. */
  clean: Type.Boolean(),
  /** Numbers up to this one are stored or lost. */
  freed: Type.Integer({ minimum: 0 }),
  losses: Type.Object({
    batches: Type.Integer(),
    readings: Type.Integer(),
    gap: Type.Optional(Type.Tuple([Type.Number(), Type.Number()])),
  }),
})
export type SpoolIdentity = Static<typeof Identity>

const validator = Compile(Identity)
const FILE = 'spool.json'

/** What a spool remembers of itself; undefined when there is nothing or it cannot be read. */
export async function readIdentity(folder: string): Promise<SpoolIdentity | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(join(folder, FILE), 'utf8'))
    return validator.Check(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Replaces it in one step: after a crash it is the old or the new one. */
export async function writeIdentity(folder: string, identity: SpoolIdentity): Promise<void> {
  const path = join(folder, FILE)
  const file = await open(`${path}.new`, 'w')
  await file.writeFile(JSON.stringify(identity))
  await file.sync()
  await file.close()
  await rename(`${path}.new`, path)
}
