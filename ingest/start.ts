import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { LiveValue } from '../model/live.ts'
import { DAY, HOUR, SECOND } from '../model/time.ts'
import { ConfigError, type Problem } from '../runtime/config/problems.ts'
import type { Service, ServiceDeps } from '../runtime/service.ts'
import { ingestRoutes } from './api/routes.ts'
import type { IngestConfig } from './config.ts'
import { createEngine } from './detectors/engine.ts'
import { ingestFigures } from './figures.ts'
import { createGateways } from './gateways.ts'
import { startFeed } from './history/feed.ts'
import type { History } from './history/history.ts'
import { openHistory } from './history/open.ts'
import { type Counted, createDoor } from './intake/door.ts'
import { type IntakeLog, openIntakeLog } from './intake/log.ts'
import { loadMemory } from './intake/memory.ts'
import { openLabBook } from './lab/samples.ts'
import { createLatest } from './latest.ts'
import { publishLive, publishStored } from './publish.ts'
import { createQuality, LATE_TOLERANCE } from './quality/engine.ts'
import { qualitySettings } from './quality/settings.ts'
import { recall } from './recall.ts'
import { detectorRules } from './rules.ts'
import { checkSources, listenToSources } from './sources.ts'
import { watchDetections } from './watch.ts'

export interface IngestDeps extends ServiceDeps {
  /** Opened by the caller; by ingest itself, as the site says, when left out. */
  history?: History
  /** Secrets named by the site's config, from the environment. */
  secrets?: Readonly<Record<string, string | undefined>>
}

export interface IngestService extends Service {
  /** The newest reading of every point. */
  latest(): LiveValue[]
  /** What has been counted since the start. */
  totals(): Record<Counted, number>
  settled(): Promise<void>
}

/**
 * Starts ingest: everything that gateways and devices publish becomes durable, judged, remembered, live and watched.
 * Throws ConfigError for a detectors.yaml that is not right, CodedError when its folder or store cannot be opened.
 */
export async function startIngest(config: IngestConfig, deps: IngestDeps): Promise<IngestService> {
  const { site, topics, bus, time, log, metrics, dataDir } = deps
  const problems: Problem[] = []
  const sources = checkSources(site, problems)
  const settings = qualitySettings(site, problems)
  if (problems.length > 0) throw new ConfigError(problems)
  await mkdir(dataDir, { recursive: true })
  const memory = await loadMemory(dataDir, config.quarantineEntries)
  const intake = await openIntakeLog({
    folder: join(dataDir, 'intake'),
    segmentBytes: config.segmentBytes,
    maxBytes: config.intakeBytes,
    maxUnwritten: config.unwrittenBytes,
  })
  const history = deps.history ?? (await openHistory(site.config.history, dataDir, deps.secrets))
  const lab = openLabBook(join(dataDir, 'lab.sqlite'))
  const { watermarks, quarantine } = memory
  await memory.readOn(intake)

  const figures = ingestFigures(metrics)
  const latest = createLatest(site.points)
  const quality = createQuality({
    points: site.points,
    settings,
    lateTolerance: LATE_TOLERANCE * Math.max(1, time.speed),
  })
  const engine = createEngine({
    site,
    onLost: points => void latest.lose(points),
    onFound: points => latest.find(points),
  })
  const rules = detectorRules({
    site,
    dataDir,
    now: () => time.now(),
    apply: settings => {
      const replaced = engine.apply(settings)
      log.info({ replaced }, 'limits changed')
    },
  })
  const detections = watchDetections({ engine, history, bus, topics, log })
  const stored = publishStored(bus, topics, watermarks, log)

  const feed = startFeed({
    log: intake,
    history,
    from: await followedUpTo(history, memory.position, intake),
    maxWaiting: config.waitingReadings,
    logger: log,
    onRefused: refused => {
      for (const { line, reason } of refused)
        quarantine.put('refused-by-store', history.store, reason, line, time.now())
    },
    async onStored(offset) {
      if (!intake.frees(offset)) return
      await memory.save(offset)
      await intake.free(offset)
    },
  })
  await recall({
    history,
    feed,
    latest,
    quality,
    engine,
    time,
    log,
    budget: {
      readings: config.warmReadings,
      means: config.warmReadings,
      baseline: config.baselineDays * DAY,
      recent: config.warmHours * HOUR,
    },
  })

  const door = createDoor({
    log: intake,
    quality,
    quarantine,
    watermarks,
    messageBytes: config.messageBytes,
    now: () => time.now(),
    onAccepted({ from, rows }, end) {
      feed.push(rows, end)
      latest.take(rows)
      if (from) gateways.learn(from.gateway, rows.names, time.now())
      detections.take(rows)
    },
    onStored: gateway => stored.tell(gateway),
    count: (what, n) => figures.count(what, n),
  })

  const gateways = createGateways({
    latest,
    refuse: door.refuse,
    onLearned: (gateway, points) => engine.learn(gateway, points),
    onState: state => engine.hear(state, time.now()),
    isLost: point => engine.isLost(point),
  })
  const ends = [
    publishLive({ bus, topics, time }, latest, config.liveInterval),
    time.every(HOUR, () => history.maintain(time.now(), site.config.history.retentionDays), {
      onError: error => log.error({ err: error }, 'housekeeping of the history failed; again in an hour'),
    }),
    time.every(10 * SECOND, () => detections.tick(time.now())),
  ]
  detections.say(engine.active())
  for (const gateway of watermarks.gateways()) stored.tell(gateway)
  const subscriptions = [
    await bus.subscribe(topics.gateways, message => gateways.hear(message), { qos: 1 }),
    await bus.subscribe(topics.ups, message => door.takeBatch(message), {
      qos: 1,
      beforeAck: true,
      atOnce: config.atOnce,
    }),
    await listenToSources(sources, {
      bus,
      door,
      timeZone: site.config.timeZone,
      unitOf: point => site.points.get(point)?.unit,
      atOnce: config.atOnce,
      now: () => time.now(),
    }),
  ]

  const settled = async () => {
    await feed.caughtUp()
    await detections.settled()
    await stored.settled()
  }

  return {
    routes: ingestRoutes({
      history,
      lab,
      latest,
      quarantine,
      intake,
      feed,
      detections,
      figures,
      gateways,
      rules,
      time,
      site,
      backups: join(dataDir, 'backup'),
    }),
    latest: () => latest.all(),
    totals: () => figures.totals(),
    settled,
    async stop() {
      for (const unsubscribe of subscriptions) await unsubscribe()
      for (const end of ends) end()
      await feed.stop()
      await detections.stop()
      await memory.save(feed.offset)
      await intake.close()
      lab.close()
      if (!deps.history) await history.close()
    },
  }
}

/** Where in the log history stands; a store that is away or cannot know is given what may be missing once more. */
async function followedUpTo(history: History, saved: number, log: IntakeLog): Promise<number> {
  const position = (await history.position().catch(() => undefined)) ?? saved
  return Math.min(Math.max(position, log.start), log.end)
}
