import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Compile } from 'typebox/compile'
import { type Alarm, alarmState } from '../model/alarm.ts'
import { Detection } from '../model/detection.ts'
import type { TicketView } from '../model/ticket.ts'
import type { Service, ServiceDeps } from '../runtime/service.ts'
import { announcer } from './announcer.ts'
import { api } from './api/api.ts'
import { openAttachments } from './attachments/store.ts'
import { contextOf } from './decide/context.ts'
import { decideDetection } from './decide/detection.ts'
import { keepPolicy } from './decide/rules.ts'
import { followUp } from './decide/suppress.ts'
import { type Desk, openDesk } from './desk.ts'
import type { Journal } from './journal/journal.ts'
import { openPostgresJournal } from './journal/postgres/postgres.ts'
import { openSqliteJournal } from './journal/sqlite/sqlite.ts'
import { openChannel } from './notify/channels/open.ts'
import type { NotifyConfig } from './notify/config.ts'
import { delivery } from './notify/deliver.ts'
import { messagesFor } from './notify/plan.ts'
import { policiesOf } from './policy/load.ts'
import { viewOf } from './ticket/view.ts'
import { watchClocks } from './watch.ts'

/** What alerting is told besides its site. */
export interface AlertingConfig {
  journal: { store: 'sqlite' } | { store: 'postgres'; url: string }
}

/** Alerting as the embedded composition sees it. */
export interface Alerting extends Service {
  /** Every alarm that is not back to normal, whenever it was raised. */
  alarms(): Alarm[]
  /** Every ticket, with its clocks at this moment. */
  tickets(): TicketView[]
  settled(): Promise<void>
}

const detection = Compile(Detection)
/** Detections that may wait for the journal together: they share one sync. */
const AT_ONCE = 500

/**
 * Turns detections into alarms, incidents and tickets. Rejects with ConfigError for a wrong policy and with
 * `journal-down` when the journal cannot be opened. A detection is acknowledged to its publisher only once it is in
 * the journal.
 */
export async function startAlerting(
  config: AlertingConfig,
  deps: ServiceDeps & { secrets?: Readonly<Record<string, string | undefined>> },
): Promise<Alerting> {
  const { site, topics, bus, time, log, secrets = {} } = deps
  const context = contextOf(site)
  let policies: ReturnType<typeof policiesOf> | undefined
  const attachments = await openAttachments(join(deps.dataDir, 'attachments'))
  const journal = await openJournal(config, deps.dataDir)
  const now = () => time.now()
  const told = announcer({
    bus,
    topics,
    log,
    alarm: id => desk.state.alarms.get(id),
    ticket: id => viewOf(desk.state.tickets.get(id)!, desk.state, context, now()),
  })
  const desk: Desk = await openDesk({
    journal,
    now,
    follow: (state, at) => followUp(state, context, at),
    besides: (facts, state, at) => [
      ...keepPolicy(facts, state, context),
      ...(context.notify ? messagesFor(facts, state, context.notify, context, at) : []).map(
        message => ({ type: 'notify.queued', message }) as const,
      ),
    ],
    tell: (alarms, tickets) => {
      told.tell(alarms, tickets)
      watch.rearm()
      letters.wake()
    },
  })
  const watch = watchClocks(desk, context, time, log)
  const letters = delivery({
    channels: channelsOf(context.notify, secrets),
    waiting: () => desk.state.outbox.waiting.values(),
    record: fact =>
      desk.turn(
        received => ({ actor: 'system', at: received, received }),
        () => ({ facts: [fact], answer: undefined }),
      ),
    time,
    log,
  })
  watch.rearm()
  letters.wake()

  const unsubscribe = await bus.subscribe(
    topics.detections,
    async message => {
      const found = parse(message.payload)
      if (!found) {
        log.warn({ topic: message.topic }, 'a detection that is none was left out')
        return
      }
      await desk.turn(
        received => ({ actor: 'system', at: found.at, received }),
        (state, received) => ({
          facts: decideDetection(state, found, context, received),
          answer: undefined,
        }),
      )
    },
    { qos: 1, beforeAck: true, atOnce: AT_ONCE },
  )

  const settled = async () => {
    await desk.settled()
    await told.settled()
    await letters.settled()
  }

  return {
    routes: api({
      desk,
      context,
      journal,
      attachments,
      now,
      policies: () => (policies ??= policiesOf(site, [])),
      backups: join(deps.dataDir, 'backup'),
    }),
    alarms: () => [...desk.state.alarms.values()].filter(alarm => alarmState(alarm, now()) !== 'NORM'),
    tickets: () => [...desk.state.tickets.values()].map(record => viewOf(record, desk.state, context, now())),
    settled,
    stop: async () => {
      await unsubscribe()
      watch.stop()
      letters.stop()
      await settled()
      told.stop()
      await journal.close()
    },
  }
}

function channelsOf(config: NotifyConfig | undefined, secrets: Readonly<Record<string, string | undefined>>) {
  return new Map(
    Object.entries(config?.channels ?? {}).map(([name, channel]) => [
      name,
      { sender: openChannel(name, channel, secrets), perMinute: channel.perMinute },
    ]),
  )
}

async function openJournal({ journal }: AlertingConfig, dataDir: string): Promise<Journal> {
  if (journal.store === 'postgres') return openPostgresJournal(journal.url)
  mkdirSync(dataDir, { recursive: true })
  return openSqliteJournal(join(dataDir, 'journal.sqlite'))
}

function parse(payload: Uint8Array): Detection | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload).toString())
    return detection.Check(value) ? value : undefined
  } catch {
    return undefined
  }
}
