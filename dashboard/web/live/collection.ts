/**
 * Things of one kind by id, as the stream tells of them. `all` is the same array until something changes, so that
 * a screen can ask again and again.
 */
export class Collection<T> {
  readonly #items = new Map<string, T>()
  readonly #listeners = new Set<() => void>()
  readonly #idOf: (item: T) => string
  readonly #keep: (item: T) => boolean
  #all: readonly T[] = []
  #loaded = false

  /** @param keep what it says no to is forgotten, e.g. an alarm that is over */
  constructor(idOf: (item: T) => string, keep: (item: T) => boolean = () => true) {
    this.#idOf = idOf
    this.#keep = keep
  }

  /** Everything anew, as a snapshot has it. */
  replace(items: readonly T[]): void {
    this.#items.clear()
    for (const item of items) if (this.#keep(item)) this.#items.set(this.#idOf(item), item)
    this.#loaded = true
    this.#changed()
  }

  put(item: T): void {
    const id = this.#idOf(item)
    if (this.#keep(item)) this.#items.set(id, item)
    else this.#items.delete(id)
    this.#changed()
  }

  get(id: string): T | undefined {
    return this.#items.get(id)
  }

  get all(): readonly T[] {
    return this.#all
  }

  /** False until the first snapshot: an empty list then means "not known", not "none". */
  get loaded(): boolean {
    return this.#loaded
  }

  listen = (told: () => void): (() => void) => {
    this.#listeners.add(told)
    return () => void this.#listeners.delete(told)
  }

  #changed(): void {
    this.#all = [...this.#items.values()]
    for (const told of this.#listeners) told()
  }
}
