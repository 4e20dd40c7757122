import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { Point } from '../../model/point.ts'
import { SECOND } from '../../model/time.ts'
import { CodedError } from '../../runtime/config/problems.ts'
import type { SiteConfig } from '../../runtime/site/site.ts'
import type { Address } from '../devices/field.ts'
import type { InstrumentPlan } from '../devices/planning.ts'
import type { Town } from '../town/town.ts'
import { csv } from './csv.ts'
import { deviceFiles } from './device-files.ts'
import { networkFiles } from './network-files.ts'

export interface SiteOptions {
  plan: InstrumentPlan
  /** Where the Modbus devices listen; left out, the site has no devices to poll. */
  modbus?: { host: string; addresses: ReadonlyMap<string, Address> }
  /** Id used in topics. */
  site?: string
  /** What else site.yaml shall say: ports, stores. */
  config?: Partial<SiteConfig>
}

/**
 * Writes a complete site folder for a town; what was there under the same names is replaced.
 * @throws CodedError `folder-unusable` when it cannot be written.
 */
export function writeSite(
  town: Town,
  folder: string,
  { plan, modbus, site = 'luochuan', config = {} }: SiteOptions,
): void {
  const site_: Partial<SiteConfig> = {
    site,
    name: { zh: `${town.name.zh}供水`, en: `${town.name.en} Water` },
    timeZone: 'Asia/Shanghai',
    policy: 'jinan',
    network: { file: 'network/town.inp', datum: 'wgs84' },
    ...config,
  }
  const zones = town.network.zones.map(zone => zone.id)
  try {
    for (const sub of ['network', 'devices']) {
      rmSync(join(folder, sub), { recursive: true, force: true })
      mkdirSync(join(folder, sub), { recursive: true })
    }
    const put = (sub: string, files: Record<string, string>) => {
      for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, sub, name), content)
    }
    put('.', { 'site.yaml': stringify(site_), 'points.csv': pointsCsv(plan.points) })
    put('network', networkFiles(town))
    if (modbus) put('devices', deviceFiles(plan, zones, modbus))
  } catch (error) {
    throw new CodedError('folder-unusable', `${folder} cannot be written: ${(error as Error).message}`)
  }
}

function pointsCsv(points: readonly Point[]): string {
  return csv(
    [
      'id',
      'asset',
      'zone',
      'quantity',
      'unit',
      'kind',
      'position',
      'min',
      'max',
      'period_s',
      'deadband',
      'name_zh',
      'name_en',
    ],
    points.map(point => [
      point.id,
      point.asset,
      point.zone,
      point.quantity,
      point.unit,
      point.kind,
      point.position,
      ...point.range,
      point.period / SECOND,
      point.deadband,
      point.name.zh,
      point.name.en,
    ]),
  )
}
