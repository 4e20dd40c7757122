import type { BusMessage } from '../../runtime/bus.ts'

/** Collects messages as `topic=payload` and waits for them. */
export function collector() {
  const seen: string[] = []
  const messages: BusMessage[] = []
  let changed = () => {}
  return {
    seen,
    messages,
    handler: (message: BusMessage) => {
      seen.push(`${message.topic}=${Buffer.from(message.payload).toString()}`)
      messages.push(message)
      changed()
    },
    /** Resolves once the condition holds; fails the test after 5 s. */
    until: (condition: (seen: string[]) => boolean) =>
      new Promise<string[]>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`not seen; got ${JSON.stringify(seen)}`)), 5_000)
        changed = () => {
          if (!condition(seen)) return
          clearTimeout(timer)
          resolve([...seen])
        }
        changed()
      }),
  }
}

/** Resolves when the event has happened `count` times. */
export function latch(count = 1) {
  let left = count
  let open = () => {}
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  return {
    opened,
    hit: () => {
      if (--left === 0) open()
    },
  }
}
