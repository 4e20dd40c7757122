/** Taken ones before the rest moves up. */
const MOVE = 1_024

/** A queue, first come first served. Taking one of a hundred thousand costs as little as taking one of two. */
export class Line<T> {
  private items: T[] = []
  private taken = 0

  get length(): number {
    return this.items.length - this.taken
  }

  push(item: T): void {
    this.items.push(item)
  }

  shift(): T | undefined {
    if (this.taken === this.items.length) return undefined
    const item = this.items[this.taken]!
    // Not kept alive by the queue.
    this.items[this.taken++] = undefined as never
    if (this.taken === this.items.length) {
      this.items.length = 0
      this.taken = 0
    } else if (this.taken >= MOVE && 2 * this.taken >= this.items.length) {
      this.items = this.items.slice(this.taken)
      this.taken = 0
    }
    return item
  }

  /** Takes all out but those to be kept. */
  clear(keep: (item: T) => boolean = () => false): T[] {
    const all = this.items.slice(this.taken)
    this.items = all.filter(keep)
    this.taken = 0
    return all
  }
}
