import { useMemo } from 'react'
import { alarmFigures, alarmWords } from '../alarms/describe.ts'
import type { Directory } from '../directory/directory.ts'
import { useNames, useReading } from '../directory/hooks.ts'
import { span } from '../format/duration.ts'
import { withUnit } from '../format/value.ts'
import { useLanguage, useSay } from '../i18n/hooks.ts'
import { condition } from '../live/condition.ts'
import { useScene } from '../live/scene.ts'
import { silenceKey } from '../live/silence.ts'
import { useTicketWords } from '../tickets/words.ts'
import type { MapWords } from './map-words.ts'
import { type Preset, pointFor } from './presets.ts'

/**
 * A name where its zone's name stands around it: what repeats the zone is left out (“黑虎泉片区测压点3” → “测压点3”).
 */
export function withinZone(name: string, zone: string): string {
  if (zone === '' || !name.startsWith(zone)) return name
  return name.slice(zone.length).replace(/^[\s·:,，-]+/, '') || name
}

/** What the map writes beside assets and badges, in the viewer's language and units. */
export function useMapWords(directory: Directory, preset: Preset = 'operation'): MapWords {
  const say = useSay()
  const names = useNames()
  const language = useLanguage()
  const { pressure } = useReading()
  const scene = useScene()
  const ticket = useTicketWords()
  return useMemo(() => {
    const reading = { pressure }
    return {
      language,
      zone: names.zone,
      asset: entry => {
        const main = pointFor(entry, preset) ?? entry.points[0]
        const name = withinZone(names.asset(entry.id), names.zone(entry.zone))
        if (!main) return name
        const tag = scene.tags.get(main.id)
        const now = scene.now()
        const state = condition(tag, main.period, now, scene.speed)
        if (state === 'never') return `${name}\n${say(silenceKey(scene, main.id))}`
        const value = withUnit(tag.value, main.quantity, reading)
        return state === 'good'
          ? `${name}\n${value}`
          : `${name}\n${value} · ${say(`condition.${state}`)} ${span(now - tag.at)}`
      },
      ticket: view => `${ticket.category(view.ticket)}\n${view.ticket.id}`,
      alarm: ({ alarm }) => {
        const point = alarm.point ? directory.points.get(alarm.point) : undefined
        const figures = alarmFigures(alarm, point, reading)
        const where = names.asset(alarm.asset) || names.zone(alarm.zone)
        return [where, [alarmWords(alarm, language), figures].filter(Boolean).join(' ')]
          .filter(Boolean)
          .join('\n')
      },
    }
  }, [directory, say, names, language, pressure, scene, preset, ticket])
}
