import { PARTS } from './parts.ts'

/** One part in a process of its own: its memory is its own, and no part warms the code of another. */
const name = JSON.parse(process.argv[2]!) as string
const rows = await PARTS[name]!()
if (process.send) process.send(rows, () => process.exit(0))
else {
  // Run by hand, to look into it with a profiler.
  console.table(rows)
  process.exit(0)
}
