import { SingleBar } from 'cli-progress'

/** A progress bar on the terminal's error stream; silent when that is not a terminal. */
export function progressBar(total: number): { add(amount: number): void; stop(): void } {
  if (!process.stderr.isTTY) return { add: () => {}, stop: () => {} }
  const bar = new SingleBar({
    stream: process.stderr,
    format: '{bar} {percentage}% | {eta_formatted} left',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
  })
  bar.start(total, 0)
  return { add: amount => bar.increment(amount), stop: () => bar.stop() }
}
