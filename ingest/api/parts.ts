import type { Site } from '../../runtime/site/site.ts'
import type { TimeSource } from '../../runtime/time.ts'
import type { Figures } from '../figures.ts'
import type { Gateways } from '../gateways.ts'
import type { Feed } from '../history/feed.ts'
import type { History } from '../history/history.ts'
import type { IntakeLog } from '../intake/log.ts'
import type { Quarantine } from '../intake/quarantine.ts'
import type { LabBook } from '../lab/samples.ts'
import type { Latest } from '../latest.ts'
import type { DetectorRules } from '../rules.ts'
import type { DetectionWatch } from '../watch.ts'

/** What the API reads from. */
export interface ApiParts {
  site: Site
  time: TimeSource
  history: History
  lab: LabBook
  latest: Latest
  quarantine: Quarantine
  intake: IntakeLog
  feed: Feed
  detections: DetectionWatch
  figures: Figures
  gateways: Gateways
  rules: DetectorRules
  /** The detectors at work do not know the past yet. */
  isLearning(): boolean
  /** Folder of backups. */
  backups: string
}
