import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import { type ExportQuestion, type ExportRow, HEADINGS, questionLines } from './table.ts'

/** Rows of a worksheet that are readings; Excel ends at 1,048,576. */
export const MOST_XLSX_ROWS = 1_000_000

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELS = 'http://schemas.openxmlformats.org/package/2006/relationships'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const DAYS_TO_1970 = 25_569
const MS_A_DAY = 86_400_000

const PARTS: Record<string, string> = {
  '[Content_Types].xml': `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
  '_rels/.rels': `${XML}<Relationships xmlns="${RELS}"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="readings" sheetId="1" r:id="rId1"/><sheet name="about" sheetId="2" r:id="rId2"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `${XML}<Relationships xmlns="${RELS}"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
  'xl/styles.xml': `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss.000"/></numFmts><fonts count="1"><font/></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>`,
}

const xmlText = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 allows none of them
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
const textCell = (text: string) =>
  `<c t="inlineStr"><is><t xml:space="preserve">${xmlText(text)}</t></is></c>`

/** A day number of local time, as spreadsheets count. */
function dayNumber(local: string): number {
  return Date.parse(`${local.slice(0, 23)}Z`) / MS_A_DAY + DAYS_TO_1970
}

async function* readingsSheet(blocks: AsyncIterable<ExportRow[]>) {
  const heading = ['local time', ...HEADINGS].map(textCell).join('')
  yield `${XML}<worksheet xmlns="${MAIN}"><sheetData><row>${heading}</row>`
  for await (const rows of blocks) {
    yield rows
      .map(row => {
        const value = row.value === null ? '<c/>' : `<c><v>${row.value}</v></c>`
        const texts = [row.local, row.point, row.name, row.quantity].map(textCell).join('')
        const rest = [row.unit, row.quality, row.reason].map(textCell).join('')
        return `<row><c s="1"><v>${dayNumber(row.local)}</v></c>${texts}${value}${rest}</row>`
      })
      .join('')
  }
  yield '</sheetData></worksheet>'
}

/** A workbook written as it is read: one sheet of readings, one that says what was asked. */
export function xlsxStream(question: ExportQuestion, blocks: AsyncIterable<ExportRow[]>): Readable {
  const zip = new ZipFile()
  for (const [path, content] of Object.entries(PARTS)) zip.addBuffer(Buffer.from(content), path)
  const about = questionLines(question).map(pair => `<row>${pair.map(textCell).join('')}</row>`)
  const aboutSheet = `${XML}<worksheet xmlns="${MAIN}"><sheetData>${about.join('')}</sheetData></worksheet>`
  zip.addBuffer(Buffer.from(aboutSheet), 'xl/worksheets/sheet2.xml')
  const readings = Readable.from(readingsSheet(blocks))
  const out = Readable.from(zip.outputStream as NodeJS.ReadableStream as AsyncIterable<Buffer>)
  readings.on('error', error => out.destroy(error))
  // Who has gone away must not leave a question to the store open.
  out.once('close', () => readings.destroy())
  zip.addReadStream(readings, 'xl/worksheets/sheet1.xml')
  zip.end()
  return out
}
