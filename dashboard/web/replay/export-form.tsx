import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { alarmWords } from '../alarms/describe.ts'
import { isStanding, rowsOf } from '../alarms/order.ts'
import { siteQuery } from '../api/queries.ts'
import { Button } from '../app/button.tsx'
import { Dialog, DialogButtons } from '../app/dialog.tsx'
import { Field } from '../app/field.tsx'
import { saveFile } from '../app/save-file.ts'
import type { Directory } from '../directory/directory.ts'
import { useNames, useTimeZone } from '../directory/hooks.ts'
import { dateTime, offsetText } from '../format/instant.ts'
import { named, sayCode, useLanguage, useSay } from '../i18n/hooks.ts'
import { liveScene } from '../live/scene.ts'
import { mapPicture } from '../map/picture.ts'
import { csvText, incidentPage } from './incident-file.ts'
import type { Replay } from './provider.tsx'
import { aboutOf, trailUntil } from './trail.ts'

/** Keeps a moment for those who cannot come here: one file with picture, alarms, events and what people say of it. */
export function ExportForm({
  replay,
  directory,
  close,
}: {
  replay: Replay
  directory: Directory
  close(): void
}) {
  const say = useSay()
  const language = useLanguage()
  const names = useNames()
  const zone = useTimeZone()
  const site = useQuery(siteQuery).data
  const [title, setTitle] = useState('')
  const [notes, setNotes] = useState('')
  const { at, scene, span, known } = replay
  const save = async () => {
    const said = (when: number) => `${dateTime(when, zone)} ${offsetText(when, zone)}`
    const place = (id: string | undefined) => names.asset(id) || id || ''
    const standing = rowsOf(scene.alarms.all, at).filter(({ state }) => isStanding(state))
    const events = trailUntil(scene.events, span.from, at).reverse()
    const heading = title.trim() || `${say('replay.report')} ${said(at)}`
    const about = aboutOf
    const csv = csvText([
      ['received_utc', 'at_utc', 'at_local', 'event', 'kind', 'subject', 'actor'],
      ...events.map(({ received, at, type, alarm, actor }) => {
        const { kind, subject } = about(alarm)
        const utc = (when: number) => new Date(when).toISOString()
        return [utc(received), utc(at), dateTime(at, zone), type, kind, subject, actor]
      }),
    ])
    const page = incidentPage({
      lang: language,
      title: heading,
      about: [
        [named(site?.name, language) ?? '', said(at)],
        [say('replay.knownLabel'), say(known === 'then' ? 'replay.knownThen' : 'replay.knownNow')],
        [say('replay.madeAt'), said(liveScene.now())],
      ],
      notes: { label: say('replay.notes'), text: notes },
      picture: await mapPicture(),
      tables: [
        {
          title: say('replay.standing'),
          head: ['', ...['when', 'asset', 'what', 'zone'].map(key => say(`replay.column.${key}`))],
          rows: standing.map(({ alarm }) => [
            `P${alarm.priority}`,
            said(alarm.raisedAt),
            place(alarm.asset),
            alarmWords(alarm, language),
            names.zone(alarm.zone),
          ]),
        },
        {
          title: say('replay.events'),
          head: ['when', 'event', 'what', 'asset', 'who'].map(key => say(`replay.column.${key}`)),
          rows: events.map(({ received, type, alarm, actor }) => {
            const { kind, subject } = about(alarm)
            const asset = directory.points.get(subject)?.asset ?? subject
            return [
              said(received),
              sayCode(say, 'alarm.history.event', type),
              alarmWords({ kind, code: kind }, language),
              place(asset),
              actor === 'system' ? '' : actor,
            ]
          }),
        },
      ],
      csv: { label: say('replay.csv'), name: 'events.csv', text: csv },
      link: { label: say('replay.link'), url: location.href },
    })
    const stamp = dateTime(at, zone).replace(/[^\d]+/g, '-')
    saveFile(`incident-${stamp}.html`, 'text/html', page)
    close()
  }
  return (
    <Dialog title={say('replay.export')} close={close}>
      <p className="muted">{say('replay.exportWhat')}</p>
      <Field label={say('replay.title')} value={title} onChange={setTitle} />
      <Field
        label={say('replay.notes')}
        value={notes}
        onChange={setNotes}
        long
        hint={say('replay.notesHint')}
      />
      <DialogButtons>
        <Button onPress={close}>{say('drawer.close')}</Button>
        <Button look="strong" onPress={() => void save()}>
          {say('replay.save')}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}
