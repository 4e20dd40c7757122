import type { Rows } from '../../rows.ts'

/** What the thread that owns the database is asked; each gets one answer with the same id. */
export type Request =
  | { op: 'append'; rows: Rows; upTo: number }
  | { op: 'position' }
  | { op: 'series'; points: readonly string[]; from: number; to: number; px?: number; asKnownAt?: number }
  | { op: 'summaries'; points?: readonly string[]; from: number; to: number; width: number }
  | { op: 'states'; at: number; lookBack: number; asKnownAt?: number }
  | { op: 'coverage'; points: readonly string[]; from: number; to: number; width: number }
  | { op: 'steps'; from: number; to: number; width: number; within?: number }
  | { op: 'latest' }
  | { op: 'readings'; from: number; to: number; points?: readonly string[] }
  | { op: 'appendDetections'; rows: DetectionRow[] }
  | { op: 'detections'; from: number; to: number; most?: number }
  | { op: 'conditions' }
  | { op: 'maintain'; now: number; retentionDays?: number }
  | { op: 'backup'; file: string }
  | { op: 'close' }

export interface DetectionRow {
  condition: string
  start: number
  at: number
  active: boolean
  retrospective: boolean
  /** The detection as JSON. */
  body: string
}

export type Asked = { id: number } & (Request | { op: 'abort'; target: number })

export type Answer = { id: number; value: unknown } | { id: number; error: { code: string; message: string } }

export interface WorkerOptions {
  file: string
  memoryMib: number
  threads: number
}
