import { type Static, Type } from 'typebox'

const MIB = 1024 * 1024

/** Limits of ingest. Every one of them is counted when reached and seen at `/api/v1/ingest/health`. */
export const IngestConfig = Type.Object(
  {
    /** Messages that wait for the disk together; they share a sync. */
    atOnce: Type.Integer({ minimum: 1, default: 2_000 }),
    /** Largest message taken, bytes; a longer one is quarantined unread. */
    messageBytes: Type.Integer({ minimum: 1024, default: 8 * MIB }),
    /** Size of one file of the intake log. */
    segmentBytes: Type.Integer({ minimum: 4096, default: 64 * MIB }),
    /** The intake log's whole room on disk; when it is full nothing more is acknowledged. */
    intakeBytes: Type.Integer({ minimum: 65_536, default: 8192 * MIB }),
    /** Bytes waiting for the disk in memory; beyond, messages are refused and the sender keeps them. */
    unwrittenBytes: Type.Integer({ minimum: 65_536, default: 64 * MIB }),
    /** Readings waiting for history in memory; beyond, history catches up from the intake log on disk. */
    waitingReadings: Type.Integer({ minimum: 1000, default: 400_000 }),
    /** Different faults kept in quarantine, each with one sample. */
    quarantineEntries: Type.Integer({ minimum: 1, default: 500 }),
    /** Live values are published at most this often a zone, real milliseconds. */
    liveInterval: Type.Integer({ minimum: 100, default: 500 }),
    /** Hours of history whose every reading the detectors see again after a restart. */
    warmHours: Type.Number({ minimum: 0, default: 24 }),
    /** Days of history whose means they see before that. */
    baselineDays: Type.Number({ minimum: 0, default: 30 }),
    /** At most so many of those readings: a large site sees fewer hours again. */
    warmReadings: Type.Integer({ minimum: 0, default: 2_000_000 }),
    /** At most so many means: the largest sites see coarser ones. */
    warmMeans: Type.Integer({ minimum: 0, default: 60_000_000 }),
    /** So many readings and means are seen again before readings are taken in; more are learned of behind. */
    warmAtOnce: Type.Integer({ minimum: 0, default: 200_000 }),
    /** What the detectors know is written down this often, milliseconds … */
    checkpointInterval: Type.Integer({ minimum: 1_000, default: 600_000 }),
    /** … and sooner when so many bytes have come into the intake log since. */
    checkpointBytes: Type.Integer({ minimum: 65_536, default: 128 * MIB }),
  },
  { additionalProperties: false },
)
export type IngestConfig = Static<typeof IngestConfig>
