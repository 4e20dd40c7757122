import type { LngLat } from '../../../model/network.ts'
import { isOpen, type TicketView } from '../../../model/ticket.ts'
import { type AlarmRow, isUnacked } from '../alarms/order.ts'
import type { Directory, Entry } from '../directory/directory.ts'
import { type AssetState, severity } from '../live/asset-states.ts'
import { isDoubtful } from '../live/condition.ts'
import type { ShownTrace } from '../trace/shown.ts'
import { badgeImage, counterImage, glyphImage, letterImage, ringImage, ticketImage } from './image-names.ts'
import { middleOf } from './middle.ts'
import type { MapTheme } from './theme.ts'
import { zoneCounts } from './zone-counts.ts'

export interface PointFeature {
  type: 'Feature'
  id?: number
  geometry: { type: 'Point'; coordinates: LngLat }
  properties: Record<string, string | number | number[]>
}
export interface Features<T = PointFeature> {
  type: 'FeatureCollection'
  features: T[]
}

/** Most badges drawn one by one; a flood beyond is in the list and the counters, the worst first. */
export const MOST_BADGES = 500
/** Most values written beside their assets. */
export const MOST_VALUES = 200

const point = (at: LngLat, properties: PointFeature['properties'], id?: number): PointFeature => ({
  type: 'Feature',
  ...(id === undefined ? {} : { id }),
  geometry: { type: 'Point', coordinates: at },
  properties,
})

/** Live assets a screen shows at the overview without becoming a blot, and how many times more a zoom closer. */
const OVERVIEW = 4_000
const GROWTH = 4
/** Kinds of which there are few, and which are looked for: never thinned out. */
const MAINS = new Set(['station', 'pump', 'tank', 'reservoir', 'valve', 'analyser', 'flow-meter'])

/**
 * All live assets that have a place; the id is the row in the directory. `from`: levels closer than the overview at
 * which each is drawn, where there are more than a screen can show. What is abnormal has a badge at any zoom.
 */
export function liveFeatures(directory: Directory): Features {
  const placed = directory.live.filter(entry => !entry.unplaced)
  const few = placed.filter(({ kind }) => MAINS.has(kind)).length
  const room = Math.max(1, OVERVIEW - few) / Math.max(1, placed.length - few)
  return {
    type: 'FeatureCollection',
    features: placed.map(entry => {
      const closer = MAINS.has(entry.kind) ? 0 : levelOf(spread(entry.index) / room)
      return point(entry.at, { id: entry.id, from: closer }, entry.index)
    }),
  }
}

const levelOf = (share: number) => (share <= 1 ? 0 : Math.ceil(Math.log(share) / Math.log(GROWTH)))
/** 0 to 1, even over any stretch of neighbouring rows (golden ratio). */
const spread = (row: number) => (row * 0.618_033_988_749_895) % 1

/** Where an alarm belongs on the map: its own place, its asset's, or the middle of its zone. */
export function placeOf(row: AlarmRow, directory: Directory): LngLat | undefined {
  const { at, asset, zone } = row.alarm
  const entry = asset === undefined ? undefined : directory.byId.get(asset)
  if (entry && !entry.unplaced) return entry.at
  if (at) return at
  return zone === undefined ? undefined : middleOf(directory.zones.get(zone))
}

/** Badges, the worst last so that it lies on top; one a place, because the list tells the rest. */
export function alarmFeatures(
  rows: readonly AlarmRow[],
  directory: Directory,
  theme: MapTheme,
  labelOf: (row: AlarmRow) => string,
): Features {
  const places = new Map<string, { row: AlarmRow; at: LngLat; more: number }>()
  for (const row of rows) {
    const at = placeOf(row, directory)
    if (!at) continue
    const key = at.join()
    const known = places.get(key)
    if (known) known.more++
    else places.set(key, { row, at, more: 0 })
  }
  const features = [...places.values()].slice(0, MOST_BADGES).map(({ row, at, more }) => {
    const { alarm, state } = row
    const label = labelOf(row) + (more > 0 ? `  +${more}` : '')
    return point(at, {
      alarm: alarm.id,
      id: alarm.asset ?? alarm.zone ?? alarm.subject,
      icon: badgeImage(theme, alarm.priority, state, alarm.unknown),
      ringIcon: ringImage(theme, alarm.priority),
      ring: isUnacked(state) ? 1 : 0,
      // Up and to the right of the asset, so that the badge is never taken for the asset.
      offset: alarm.asset ? [9, -9] : [0, 0],
      sort: 10 - alarm.priority,
      label,
    })
  })
  return { type: 'FeatureCollection', features }
}

/** From afar: the alarms of each zone as one mark with its worst priority and their number; the rest one by one. */
export function zoneFeatures(
  rows: readonly AlarmRow[],
  directory: Directory,
  theme: MapTheme,
  labelOf: (row: AlarmRow) => string,
  nameOf: (zone: string) => string,
): Features {
  const { counts, rest } = zoneCounts(rows, directory)
  const marks = counts.map(({ zone, at, worst: { alarm, state }, n }) =>
    point(at, {
      id: `zone:${zone}`,
      icon: counterImage(theme, alarm.priority, state, n),
      ringIcon: '',
      ring: 0,
      offset: [0, 0],
      sort: 10 - alarm.priority,
      label: nameOf(zone),
    }),
  )
  const features = [...marks, ...alarmFeatures(rest, directory, theme, labelOf).features]
  return { type: 'FeatureCollection', features }
}

/** How many places the badges would stand at. */
export const placesOf = (rows: readonly AlarmRow[], directory: Directory): number =>
  new Set(rows.flatMap(row => placeOf(row, directory)?.join() ?? [])).size

/** Marks and values of the assets in view, what matters most first; those with a badge have their words there. */
export function valueFeatures(
  seen: readonly Entry[],
  stateOf: (entry: Entry) => AssetState,
  theme: MapTheme,
  labelOf: (entry: Entry) => string,
  coloured: (entry: Entry) => boolean,
): Features {
  const features = seen.slice(0, MOST_VALUES).map(entry => {
    const state = stateOf(entry)
    const doubtful = isDoubtful(state.condition)
    return point(entry.at, {
      id: entry.id,
      // A mark upon a colour would hide it.
      icon: coloured(entry) ? '' : glyphImage(theme, entry.kind, doubtful),
      label: state.alarm ? '' : labelOf(entry),
      sort: severity(state),
    })
  })
  return { type: 'FeatureCollection', features }
}

/** Open jobs that have a place. */
export function ticketFeatures(
  views: readonly TicketView[],
  directory: Directory,
  theme: MapTheme,
  labelOf: (view: TicketView) => string,
): Features {
  const features = views.flatMap(view => {
    const { ticket } = view
    const entry = ticket.asset === undefined ? undefined : directory.byId.get(ticket.asset)
    const at = entry && !entry.unplaced ? entry.at : ticket.at
    const told = { id: `ticket:${ticket.id}`, icon: ticketImage(theme), label: labelOf(view), sort: 1 }
    return at && isOpen(ticket) ? [point(at, told)] : []
  })
  return { type: 'FeatureCollection', features }
}

/** The valves of a trace with their letters. */
export function valveFeatures({ valves }: ShownTrace, theme: MapTheme): Features {
  return {
    type: 'FeatureCollection',
    features: valves.map(({ id, at, letter }) => point(at, { id, icon: letterImage(theme, letter) })),
  }
}

/** Zone names in the middle of their zones. */
export function zoneNames(directory: Directory, nameOf: (id: string) => string): Features {
  const features = [...directory.zones.values()].flatMap(zone => {
    const at = middleOf(zone)
    return at ? [point(at, { id: zone.id, name: nameOf(zone.id) })] : []
  })
  return { type: 'FeatureCollection', features }
}
