import type { Instant } from '../../model/time.ts'
import type { WideFile, WideRow } from './wide-csv.ts'

/** Everything the files say of one instant. */
export interface Moment {
  at: Instant
  rows: { file: number; row: WideRow }[]
}

/** The rows of several files in the order of time; rows of the same instant together. */
export async function* merge(files: readonly WideFile[]): AsyncGenerator<Moment> {
  const heads = await Promise.all(files.map(file => file.rows.next()))
  while (true) {
    let at = Number.POSITIVE_INFINITY
    for (const head of heads) if (!head.done && head.value.at < at) at = head.value.at
    if (at === Number.POSITIVE_INFINITY) return
    const rows: Moment['rows'] = []
    for (const [file, head] of heads.entries()) {
      if (head.done || head.value.at !== at) continue
      rows.push({ file, row: head.value })
      heads[file] = await files[file]!.rows.next()
    }
    yield { at, rows }
  }
}
