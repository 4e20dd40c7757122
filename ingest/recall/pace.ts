/** ms of work after which others have their turn. */
const SLICE = 5

/** Lets long work leave room for what comes in: asked now and then, it waits a turn when a slice is over. */
export function pace(): () => Promise<void> | undefined {
  let until = performance.now() + SLICE
  return () => {
    if (performance.now() < until) return undefined
    return new Promise(resolve =>
      setImmediate(() => {
        until = performance.now() + SLICE
        resolve()
      }),
    )
  }
}
