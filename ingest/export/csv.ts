import { Readable } from 'node:stream'
import { csvCell } from '../../runtime/csv-cell.ts'
import { type ExportQuestion, type ExportRow, HEADINGS, questionLines } from './table.ts'

/** CSV (RFC 4180) with the question in comment lines before it. Begins with a mark by which Excel knows UTF-8. */
export function csvStream(question: ExportQuestion, blocks: AsyncIterable<ExportRow[]>): Readable {
  return Readable.from(
    (async function* () {
      const about = questionLines(question).map(
        ([name, value]) => `# ${name}: ${value.replaceAll(/[\r\n]/g, ' ')}`,
      )
      yield `\uFEFF${about.join('\r\n')}\r\n${HEADINGS.join(',')}\r\n`
      for await (const rows of blocks) {
        yield rows
          .map(
            ({ local, point, name, quantity, value, unit, quality, reason }) =>
              `${local},${csvCell(point)},${csvCell(name)},${quantity},${value ?? ''},${csvCell(unit)},${quality},${reason}\r\n`,
          )
          .join('')
      }
    })(),
  )
}
