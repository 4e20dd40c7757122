import type { LiveValue } from '../../../model/live.ts'
import type { QualityCode } from '../../../model/quality.ts'
import type { Instant } from '../../../model/time.ts'

/** The newest known value of a point. `at` is NaN for one that has never reported. */
export interface Tag {
  at: Instant
  value: number | null
  code: QualityCode
}

const NEVER: Tag = { at: Number.NaN, value: null, code: 128 }

/**
 * The stream outside React: columns that grow, a list of what changed, and one flush that tells who looks. Writing
 * is cheap and tells nobody; `flush` is called by the screen's own rhythm.
 */
export class TagStore {
  readonly #index = new Map<string, number>()
  #at = new Float64Array(256).fill(Number.NaN)
  #value = new Float64Array(256).fill(Number.NaN)
  #code = new Uint8Array(256).fill(128)
  #isDirty = new Uint8Array(256)
  #dirty: number[] = []
  readonly #ids: string[] = []
  readonly #watchers = new Map<string, Set<() => void>>()
  readonly #listeners = new Set<(changed: readonly string[]) => void>()
  readonly #kept = new Map<string, Tag>()

  /** Takes values in; an older device time than the one known is late and changes nothing. */
  write(values: readonly LiveValue[]): void {
    for (const value of values) {
      const i = this.#slot(value[0])
      if (!(value[1] < this.#at[i]!)) this.#put(i, value)
    }
  }

  /** Shows values whatever was there before; a time of NaN is "never heard". For moving about in the past. */
  show(values: readonly LiveValue[]): void {
    for (const value of values) this.#put(this.#slot(value[0]), value)
  }

  /** Tells everybody who watches what changed since the last flush; returns how many points did. */
  flush(): number {
    if (this.#dirty.length === 0) return 0
    const changed = this.#dirty.map(i => this.#ids[i]!)
    for (const i of this.#dirty) this.#isDirty[i] = 0
    this.#dirty = []
    for (const id of changed) this.#kept.delete(id)
    for (const id of changed) for (const told of this.#watchers.get(id) ?? []) told()
    for (const told of this.#listeners) told(changed)
    return changed.length
  }

  /** The same object until the point changes and a flush has told so. */
  get(id: string): Tag {
    const kept = this.#kept.get(id)
    if (kept) return kept
    const i = this.#index.get(id)
    if (i === undefined) return NEVER
    const value = this.#value[i]!
    const tag = { at: this.#at[i]!, value: Number.isNaN(value) ? null : value, code: this.#code[i]! }
    this.#kept.set(id, tag)
    return tag
  }

  watch(id: string, told: () => void): () => void {
    const watchers = this.#watchers.get(id) ?? new Set()
    this.#watchers.set(id, watchers.add(told))
    return () => {
      watchers.delete(told)
      if (watchers.size === 0) this.#watchers.delete(id)
    }
  }

  /** Hears of every flush with the points that changed. */
  listen(told: (changed: readonly string[]) => void): () => void {
    this.#listeners.add(told)
    return () => void this.#listeners.delete(told)
  }

  get size(): number {
    return this.#ids.length
  }

  #put(i: number, [, at, value, code]: LiveValue): void {
    const number = value ?? Number.NaN
    if (Object.is(at, this.#at[i]) && code === this.#code[i] && Object.is(number, this.#value[i])) return
    this.#at[i] = at
    this.#value[i] = number
    this.#code[i] = code
    if (this.#isDirty[i]) return
    this.#isDirty[i] = 1
    this.#dirty.push(i)
  }

  #slot(id: string): number {
    let i = this.#index.get(id)
    if (i !== undefined) return i
    i = this.#ids.length
    this.#index.set(id, i)
    this.#ids.push(id)
    if (i >= this.#at.length) this.#grow()
    return i
  }

  #grow(): void {
    const size = this.#at.length * 2
    const wider = <T extends Float64Array | Uint8Array>(old: T, next: T): T => {
      next.set(old)
      return next
    }
    this.#at = wider(this.#at, new Float64Array(size).fill(Number.NaN))
    this.#value = wider(this.#value, new Float64Array(size).fill(Number.NaN))
    this.#code = wider(this.#code, new Uint8Array(size).fill(128))
    this.#isDirty = wider(this.#isDirty, new Uint8Array(size))
  }
}
