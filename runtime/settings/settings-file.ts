import { createHash } from 'node:crypto'
import { open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Document, parseDocument } from 'yaml'
import { CodedError, ConfigError, type Problem } from '../config/problems.ts'
import { type YamlFile, yamlIn } from '../config/yaml.ts'
import type { Change, SettingsJournal } from './settings-journal.ts'

/** A file of the site folder as it is now. `version` changes with every byte of it; there is one for no file, too. */
export interface SettingsNow {
  version: string
  yaml: YamlFile
}

/** One change that a person makes. */
export interface SettingsChange {
  /** What the person had before them. */
  version: string
  by: string
  reason: string
  /** What is changed, for people who look it up: a point, a rule, a person. */
  subject: string
  /** Works on the parsed file, which keeps its comments and order. */
  edit(document: Document): void
  /** The part that is recorded, before and after. Never a secret. */
  record(yaml: YamlFile): unknown
}

export interface SettingsFile {
  /** Throws ConfigError for a file that is no YAML. */
  now(): Promise<SettingsNow>
  /**
   * Makes a change: whole or not at all. Throws CodedError `changed-meanwhile` when the file is not what the person
   * saw, ConfigError with everything that would be wrong, CodedError `settings-unwritable` when the disk refuses.
   */
  change(change: SettingsChange): Promise<SettingsNow & { entry: Change }>
}

export interface SettingsFileOptions {
  /** Full path. */
  file: string
  /** As people know it. */
  name: string
  journal: SettingsJournal
  /** Everything that would be wrong with the file as it would be. */
  check(yaml: YamlFile, problems: Problem[]): void
  now(): number
  /** What an absent file stands for. */
  absent?: string
}

/** A settings file that people edit through the API, and by hand as before. Changes go one after the other. */
export function settingsFile(options: SettingsFileOptions): SettingsFile {
  const { file, name, journal, check, now, absent = '' } = options
  let turn: Promise<unknown> = Promise.resolve()

  const text = async () => {
    try {
      return await readFile(file, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return absent
      throw unwritable(name, error)
    }
  }
  const read = (source: string): SettingsNow => {
    const problems: Problem[] = []
    const yaml = yamlIn(source, name, problems)
    if (!yaml) throw new ConfigError(problems)
    return { version: versionOf(source), yaml }
  }

  const change = async (asked: SettingsChange) => {
    const source = await text()
    const before = read(source)
    if (before.version !== asked.version)
      throw new CodedError(
        'changed-meanwhile',
        `${name} was changed meanwhile; look at it as it is now and try again`,
      )
    const document = parseDocument(source)
    asked.edit(document)
    const target = document.toString({ lineWidth: 0 })
    const after = read(target)
    const problems: Problem[] = []
    check(after.yaml, problems)
    if (problems.length > 0) throw new ConfigError(problems)
    const entry = await journal.add(
      {
        at: now(),
        by: asked.by,
        reason: asked.reason,
        file: name,
        subject: asked.subject,
        before: asked.record(before.yaml),
        after: asked.record(after.yaml),
        version: after.version,
      },
      () => replace(file, target).catch(error => Promise.reject(unwritable(name, error))),
    )
    return { ...after, entry }
  }

  return {
    now: async () => read(await text()),
    change: asked => {
      const mine = turn.then(() => change(asked))
      turn = mine.catch(() => {})
      return mine
    },
  }
}

function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

function unwritable(name: string, error: unknown): CodedError {
  const message = `${name} cannot be written: ${(error as Error).message}`
  return new CodedError('settings-unwritable', message, { cause: error })
}

/** A reader sees the old file or the new one, also after the power has failed. */
async function replace(file: string, text: string): Promise<void> {
  const mode = await stat(file).then(
    found => found.mode & 0o777,
    () => 0o640,
  )
  const next = `${file}.new`
  try {
    const handle = await open(next, 'w', mode)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(next, file)
  } catch (error) {
    await rm(next, { force: true })
    throw error
  }
  const folder = await open(dirname(file), 'r')
  await folder.sync().finally(() => folder.close())
}
