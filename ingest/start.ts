import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { LiveValue } from '../model/live.ts'
import { DAY, HOUR, SECOND } from '../model/time.ts'
import { ConfigError, type Problem } from '../runtime/config/problems.ts'
import type { Service, ServiceDeps } from '../runtime/service.ts'
import { ingestRoutes } from './api/routes.ts'
import type { IngestConfig } from './config.ts'
import { createEngine, type Engine } from './detectors/engine.ts'
import { faultFigures, ingestFigures } from './figures.ts'
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
import { checkpointKey } from './recall/checkpoint-key.ts'
import { type Checkpoints, checkpointIn, keepCheckpoints, type SavedPast } from './recall/checkpoints.ts'
import { recall } from './recall/recall.ts'
import { type DetectorRules, detectorRules } from './rules.ts'
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
  /** Resolves when the detectors at work know the past: at once, or when those that learn it behind have taken over. */
  learned(): Promise<void>
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
  const stored = publishStored(bus, topics, watermarks, log)

  let checkpoints: Checkpoints | undefined
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
      checkpoints?.bound(config.intakeBytes / 4)
      const needed = Math.min(offset, checkpoints?.needed ?? 0)
      if (!intake.frees(needed) && offset - memory.position < config.segmentBytes) return
      await memory.save(offset)
      await intake.free(needed)
    },
  })
  faultFigures(metrics, intake, feed)
  const checkpoint: SavedPast = {
    file: checkpointIn(dataDir),
    key: checkpointKey(site),
    log: intake,
    time,
    logger: log,
  }
  const recalled = await recall({
    site,
    history,
    feed,
    intake,
    latest,
    quality,
    time,
    log,
    checkpoint,
    atOnce: config.warmAtOnce,
    budget: {
      readings: config.warmReadings,
      means: config.warmMeans,
      baseline: config.baselineDays * DAY,
      recent: config.warmHours * HOUR,
    },
    newEngine: isAtWork => {
      const engine: Engine = createEngine({
        site,
        onLost: points => isAtWork(engine) && latest.lose(points),
        onFound: points => isAtWork(engine) && latest.find(points),
      })
      return engine
    },
    onFound: found => detections.say(found),
  })
  const engine = recalled.relay
  const rules = detectorRules({
    site,
    dataDir,
    now: () => time.now(),
    apply: (settings, wholly) => {
      const replaced = engine.apply(settings)
      // What waits for the next start has to learn anew then.
      if (wholly) checkpoint.key = checkpointKey({ ...site, files: { ...site.files, ...detectorsOf(rules) } })
      log.info({ replaced }, 'limits changed')
    },
  })
  const detections = watchDetections({ engine, history, bus, topics, log })
  checkpoints = keepCheckpoints(checkpoint, engine, recalled.needed, config.checkpointBytes, async () => {
    await detections.settled()
    if (detections.waiting > 0) throw new Error('ingest is stopping with detections that are not stored')
  })
  const saveCheckpoint = () =>
    checkpoints!
      .save()
      .catch(error => log.error({ err: error }, 'the checkpoint of the detectors cannot be written'))

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
      detections.take(rows, end)
      if (checkpoints!.isDue(end)) void saveCheckpoint()
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
    // Real time: a town that lives faster need not write more.
    time.every(config.checkpointInterval * Math.max(1, time.speed), saveCheckpoint),
  ]
  detections.say([...recalled.over, ...engine.active()])
  for (const gateway of watermarks.gateways()) stored.tell(gateway)
  // The next restart need not learn it again.
  void recalled.learned.then(saveCheckpoint)
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
      isLearning: () => engine.learning,
      time,
      site,
      backups: join(dataDir, 'backup'),
    }),
    latest: () => latest.all(),
    totals: () => figures.totals(),
    settled,
    learned: () => recalled.learned,
    async stop() {
      for (const unsubscribe of subscriptions) await unsubscribe()
      for (const end of ends) end()
      await recalled.stop()
      await feed.stop()
      await detections.stop()
      // Only a help: without it the next start sees again what has come in since the last one.
      await atMost(LAST_CHECKPOINT, saveCheckpoint())
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

/** Real ms that a stop waits for the checkpoint it makes. */
const LAST_CHECKPOINT = 1_500

function atMost(ms: number, task: Promise<unknown>): Promise<unknown> {
  const enough = new Promise<void>(resolve => setTimeout(resolve, ms).unref())
  return Promise.race([task, enough])
}

function detectorsOf(rules: DetectorRules) {
  const detectors = rules.file()
  return detectors ? { detectors } : {}
}
