import { type Static, Type } from 'typebox'

const closed = { additionalProperties: false }
const word = <T extends string>(values: readonly T[]) => Type.Unsafe<T>({ type: 'string', enum: [...values] })
const name = Type.String({ pattern: '^[\\w-]{1,64}$' })
const time = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })
const url = { url: Type.Optional(Type.String({ pattern: '^https?://' })), urlEnv: Type.Optional(name) }
const rate = { perMinute: Type.Integer({ minimum: 1, maximum: 600, default: 20 }) }
const to = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 100 })

const Webhook = Type.Object(
  { type: word(['webhook'] as const), ...url, secretEnv: Type.Optional(name), ...rate },
  closed,
)
const Robot = Type.Object(
  { type: word(['dingtalk', 'wecom', 'feishu'] as const), ...url, secretEnv: Type.Optional(name), ...rate },
  closed,
)
const Email = Type.Object(
  {
    type: word(['email'] as const),
    host: Type.String(),
    port: Type.Integer({ minimum: 1, maximum: 65_535, default: 587 }),
    secure: Type.Optional(Type.Boolean()),
    from: Type.String(),
    to,
    usernameEnv: Type.Optional(name),
    passwordEnv: Type.Optional(name),
    ...rate,
  },
  closed,
)
const Sms = Type.Object(
  {
    type: word(['sms'] as const),
    ...url,
    /** `{to}` and `{text}` are filled in, as JSON strings when the body is JSON. */
    body: Type.String(),
    contentType: Type.String({ default: 'application/json' }),
    headers: Type.Optional(Type.Record(Type.String(), Type.String())),
    tokenEnv: Type.Optional(name),
    to,
    ...rate,
  },
  closed,
)

/** Somewhere messages go, by type. Secrets are named by their environment variable, never written here. */
export const CHANNELS = {
  webhook: Webhook,
  dingtalk: Robot,
  wecom: Robot,
  feishu: Robot,
  email: Email,
  sms: Sms,
} as const
export type ChannelType = keyof typeof CHANNELS
export type Channel =
  | Static<typeof Webhook>
  | Static<typeof Robot>
  | Static<typeof Email>
  | Static<typeof Sms>

/** What can be told of. */
export const TOPICS = [
  'alarm',
  'ticketOpened',
  'clockWarning',
  'clockBreached',
  'dutyOverdue',
  'notice',
] as const
export type NotifyTopic = (typeof TOPICS)[number]

const about = {
  /** This priority and higher (1 is highest). */
  priority: Type.Optional(Type.Integer({ minimum: 1, maximum: 4 })),
  zones: Type.Optional(Type.Array(Type.String())),
  categories: Type.Optional(Type.Array(Type.String())),
  units: Type.Optional(Type.Array(Type.String())),
}

const Rule = Type.Object(
  {
    on: Type.Array(word(TOPICS), { minItems: 1 }),
    ...about,
    /** Duty hours, local time; may run over midnight. */
    hours: Type.Optional(
      Type.Object({ from: time, to: time, workdaysOnly: Type.Optional(Type.Boolean()) }, closed),
    ),
    to: Type.Array(name, { minItems: 1 }),
  },
  closed,
)
export type NotifyRule = Static<typeof Rule>

/** Goes on until somebody has taken the ticket on. */
const Escalation = Type.Object(
  {
    ...about,
    /** The step that ends it. */
    until: Type.String({ default: 'accepted' }),
    steps: Type.Array(
      Type.Object(
        {
          after: Type.String({ pattern: '^PT(\\d+H)?(\\d+M)?(\\d+S)?$' }),
          to: Type.Array(name, { minItems: 1 }),
        },
        closed,
      ),
      { minItems: 1, maxItems: 10 },
    ),
  },
  closed,
)
export type Escalation = Static<typeof Escalation>

/** `notify.yaml` of a site; each channel is checked by its own type besides. */
export const NotifyFile = Type.Object(
  {
    channels: Type.Record(
      Type.String({ pattern: '^[\\w-]{1,64}$' }),
      Type.Object({ type: word(Object.keys(CHANNELS) as ChannelType[]) }),
    ),
    rules: Type.Array(Rule, { default: [] }),
    escalations: Type.Array(Escalation, { default: [] }),
    /** The same alarm is not told again on a channel within this time, however often it is raised. */
    repeatAfter: Type.String({ pattern: '^PT(\\d+H)?(\\d+M)?(\\d+S)?$', default: 'PT10M' }),
  },
  closed,
)
/** A site's notify.yaml, checked. */
export type NotifyConfig = Omit<Static<typeof NotifyFile>, 'channels'> & { channels: Record<string, Channel> }
