import { randomBytes } from 'node:crypto'
import { copyFileSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { stringify } from 'yaml'
import type { LngLat, Zone } from '../../model/network.ts'
import { CodedError } from '../../runtime/config/problems.ts'
import { hashPassword } from '../../runtime/identity/password.ts'
import type { PlaceOptions } from '../../runtime/site/place.ts'

/** What a site folder is made of. */
export interface SiteFolder {
  /** The INP file, copied as it is. */
  inp: string
  out: string
  site: string
  name: string
  timeZone: string
  policy: string
  place: PlaceOptions
  zones: readonly Zone[]
}

const POINT_COLUMNS = 'id,asset,zone,quantity,unit,kind,position,min,max,period_s,deadband,name_zh,name_en\n'

/**
 * Writes a site folder aside, lets `check` look at it and then puts it in its place: there is a whole folder or none.
 * Returns the password of the one person in it, which is written down nowhere.
 * @throws CodedError `folder-not-empty`, `folder-unusable`, or what `check` throws.
 */
export async function writeSiteFolder(
  folder: SiteFolder,
  check: (path: string) => Promise<void>,
): Promise<string> {
  const out = resolve(folder.out)
  const password = randomBytes(12).toString('base64url')
  const made = claim(folder.out, out)
  const draft = join(out, `.import-${randomBytes(4).toString('hex')}`)
  try {
    mkdirSync(draft)
    await fill(draft, folder, password)
    await check(draft)
    // Entry by entry: the folder itself may be a mount point or somebody's working directory.
    for (const entry of readdirSync(draft)) renameSync(join(draft, entry), join(out, entry))
    return password
  } catch (error) {
    throw (error as NodeJS.ErrnoException).syscall === undefined ? error : unusable(folder.out, error)
  } finally {
    rmSync(draft, { recursive: true, force: true })
    if (made && readdirSync(out).length === 0) rmdirSync(out)
  }
}

/** Makes the folder, or sees that it is empty; true when it was made. */
function claim(named: string, path: string): boolean {
  try {
    const made = mkdirSync(path, { recursive: true }) !== undefined
    if (readdirSync(path).length === 0) return made
  } catch (error) {
    throw unusable(named, error)
  }
  throw new CodedError('folder-not-empty', `${named} is not empty; give a new folder with --out`)
}

function unusable(named: string, error: unknown): CodedError {
  return new CodedError('folder-unusable', `${named} cannot be written: ${(error as Error).message}`)
}

async function fill(path: string, folder: SiteFolder, password: string): Promise<void> {
  const put = (name: string, text: string) => writeFile(join(path, name), text)
  const inp = basename(folder.inp)
  for (const sub of ['network', 'devices']) mkdirSync(join(path, sub))
  copyFileSync(folder.inp, join(path, 'network', inp))
  await put('site.yaml', siteYaml(folder, `network/${inp}`))
  await put('points.csv', POINT_COLUMNS)
  await put('people.yaml', peopleYaml(await hashPassword(password)))
  if (folder.zones.length > 0) await put('network/zones.yaml', zonesYaml(folder.zones))
}

function siteYaml({ site, name, timeZone, policy, place }: SiteFolder, file: string): string {
  const { origin, projection, datum } = place
  return stringify({
    site,
    name: { zh: name, en: name },
    timeZone,
    policy,
    network: {
      file,
      ...(projection === undefined ? {} : { projection }),
      ...(datum === undefined ? {} : { datum }),
      ...(origin === undefined ? {} : { origin: [...origin] satisfies LngLat }),
    },
  })
}

function peopleYaml(password: string): string {
  return stringify({ people: [{ id: 'admin', name: 'admin', roles: ['admin'], password }] })
}

function zonesYaml(zones: readonly Zone[]): string {
  const why =
    '# What hangs together when pumps, control valves and closed links are taken out of the model.\n'
  return why + stringify(zones)
}
