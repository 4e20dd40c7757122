import { Type } from 'typebox'
import { At, Backup, Count, Evidence, Maybe, Open, oneOf, orNull, Span, Text, told } from './form.ts'

const Sample = {
  id: Text,
  point: Text,
  at: At,
  value: Type.Number(),
  entered: At,
  by: Text,
  number: Type.Optional(Text),
  method: Type.Optional(Text),
  note: Type.Optional(Text),
  withdrawn: Type.Optional(told({ at: At, by: Text, reason: Text })),
}
const Compared = told({
  ...Sample,
  online: orNull(told({ at: At, value: Type.Number() })),
  difference: Maybe,
  allowed: Type.Number(),
  agrees: orNull(Type.Boolean()),
})

const Change = told({
  seq: Count,
  at: At,
  by: Text,
  reason: Text,
  file: Text,
  subject: Text,
  before: Type.Optional(Type.Unknown()),
  after: Type.Optional(Type.Unknown()),
  version: Text,
  failed: Type.Optional(Text),
})
const Firing = told({
  kinds: Type.Array(told({ kind: Text, spells: Count, subjects: Count, hours: Type.Number() })),
  spells: Type.Array(told({ kind: Text, subject: Text, start: At, end: Maybe, evidence: Evidence })),
})

const Health = told({
  now: At,
  ok: Type.Boolean(),
  intake: told({ ok: Type.Boolean(), fault: orNull(Text), behind: Count, bytes: Count, damaged: Count }),
  history: told({ store: Text, ok: Type.Boolean(), fault: orNull(Text), waiting: Count }),
  detections: told({ waiting: Count, learning: Type.Boolean() }),
  gateways: Type.Array(
    told({
      gateway: Text,
      online: Type.Optional(Type.Boolean()),
      since: Type.Optional(At),
      heard: Type.Optional(At),
      points: Count,
    }),
  ),
  counts: Type.Record(Text, Type.Number()),
  quarantined: Count,
})
const Quarantined = told({
  fault: Text,
  source: Text,
  detail: Text,
  first: At,
  last: At,
  count: Count,
  sample: Text,
})

/** What ingest says of itself, of its rules and of laboratories' samples. */
export const RUNNING = {
  'GET /lab-samples': told({ ...Span, samples: Type.Array(Compared) }),
  'POST /lab-samples': told({ sample: Compared, repeated: Type.Boolean() }),
  'POST /lab-samples/import': told({ added: Count, known: Count }),
  'POST /lab-samples/:id/withdraw': told({ sample: told(Sample) }),
  'POST /lab-samples/backup': Backup,
  'GET /detectors': told({
    version: Text,
    rules: Open,
    waiting: Type.Array(Text),
    defaults: Open,
    fields: Type.Record(
      Text,
      Type.Array(told({ name: Text, form: oneOf('number', 'count', 'time', 'flag', 'other') })),
    ),
    atOnce: Type.Array(Text),
  }),
  'GET /detectors/points': told({
    section: Text,
    rules: Type.Array(Type.Unknown()),
    points: Type.Record(Text, Count),
  }),
  'GET /detectors/changes': told({ changes: Type.Array(Change) }),
  'POST /detectors/rules': told({ version: Text, effect: oneOf('now', 'restart'), entry: Change }),
  'POST /detections/preview': told({ ...Span, readings: Count, present: Firing, proposed: Firing }),
  'GET /ingest/health': Health,
  'GET /quarantine': told({ total: Count, entries: Type.Array(Quarantined) }),
  'POST /ingest/backup': Backup,
}
