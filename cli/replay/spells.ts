import type { Priority } from '../../model/alarm.ts'
import { type Detection, detectionId } from '../../model/detection.ts'
import { kindInfo } from '../../model/kinds.ts'
import { type Asset, assetsOf, type LngLat, type Network } from '../../model/network.ts'
import type { Instant } from '../../model/time.ts'

/** One detection from its raising to its clearing, as the output file lists it. */
export interface SpellRow {
  raisedAt: Instant
  clearedAt: Instant | undefined
  kind: string
  subject: string
  asset: string | undefined
  zone: string | undefined
  at: LngLat | undefined
  priority: Priority
  evidence: Detection['evidence']
}

/**
 * Gathers detections into one row a spell. A row shows what was known when it was raised; what a later message
 * learnt is not written back, because nobody knew it then.
 */
export function spellBook(network: Network) {
  const assets = assetsOf(network)
  const middles = zoneMiddles(network)
  const rows: SpellRow[] = []
  const open = new Map<string, SpellRow>()

  const placeOf = ({ asset, zone }: Detection): LngLat | undefined =>
    (asset === undefined ? undefined : assets.get(asset)?.at) ??
    (zone === undefined ? undefined : middles.get(zone))

  return {
    take(detection: Detection, priority: Priority | undefined): void {
      const id = detectionId(detection)
      const known = open.get(id)
      if (!detection.active) {
        if (known) known.clearedAt = detection.at
        open.delete(id)
        return
      }
      if (known) return
      const { kind, subject, asset, zone, at, start, evidence } = detection
      const row: SpellRow = {
        raisedAt: at,
        clearedAt: undefined,
        kind,
        subject,
        asset,
        zone: zone ?? (asset === undefined ? undefined : assets.get(asset)?.zone),
        at: placeOf(detection),
        priority: priority ?? kindInfo(kind)?.priority ?? 3,
        evidence: { ...evidence, since: new Date(start).toISOString() },
      }
      open.set(id, row)
      rows.push(row)
    },
    rows: rows as readonly SpellRow[],
  }
}

function zoneMiddles({ nodes }: Network): Map<string, LngLat> {
  const sums = new Map<string, { lng: number; lat: number; count: number }>()
  for (const { zone, at } of nodes as readonly (Asset & { zone?: string })[]) {
    if (zone === undefined) continue
    const sum = sums.get(zone) ?? { lng: 0, lat: 0, count: 0 }
    sums.set(zone, { lng: sum.lng + at[0], lat: sum.lat + at[1], count: sum.count + 1 })
  }
  return new Map([...sums].map(([zone, { lng, lat, count }]) => [zone, [lng / count, lat / count]]))
}
