import { PARTS } from './parts.ts'

/** One part in a process of its own: its memory is its own, and no part warms the code of another. */
const name = JSON.parse(process.argv[2]!) as string
const rows = await PARTS[name]!()
process.send!(rows, () => process.exit(0))
