import { CodedError } from '../config/problems.ts'

/** One thing the hydraulic engine refuses in an INP file. */
export interface InpFault {
  /** 1-based line of the file; absent when the whole file is meant. */
  line?: number
  /** The offending line as it stands in the file. */
  text?: string
  /** e.g. `illegal numeric value abc in [JUNCTIONS] section` */
  message: string
  /** EPANET's error number. */
  number?: number
}

/** A network file that cannot be used; the message names the lines. */
export class InpInvalid extends CodedError {
  readonly faults: readonly InpFault[]

  constructor(file: string, faults: readonly InpFault[]) {
    super(
      'inp-invalid',
      `the network file is refused:\n${faults.map(f => `  ${inFile(file, f)}`).join('\n')}`,
    )
    this.faults = faults
  }
}

/** A fault as people read it. */
export function describeFault({ message, text }: InpFault): string {
  return text === undefined ? message : `${message}: "${text}"`
}

function inFile(file: string, fault: InpFault): string {
  return `${file}${fault.line ? `:${fault.line}` : ''}: ${describeFault(fault)}`
}

const UNKNOWN_SECTION = 299
const SUMMARY = 200
const DUPLICATE = 215

/**
 * What EPANET's report says was wrong, with the lines of `source` that it means. Sections that the engine does not
 * know are no fault: other programs keep their own things there.
 */
export function faultsIn(report: string, source: string): InpFault[] {
  const lines = source.split(/\r\n|\n|\r/)
  const said = report.split('\n').map(line => line.trim())
  return said.flatMap((line, i): InpFault[] => {
    const match = /^(?:Input )?Error (\d+): (.*?):?$/.exec(line)
    if (!match) return []
    const number = Number(match[1])
    if (number === UNKNOWN_SECTION || number === SUMMARY) return []
    const message = match[2]!.replace(/\s+/g, ' ')
    const text = said[i + 1]
    const at = text ? lineWith(lines, text, number === DUPLICATE) : undefined
    return [{ number, message, ...(at === undefined ? {} : { line: at + 1, text: lines[at]!.trim() }) }]
  })
}

function lineWith(lines: string[], text: string, last: boolean): number | undefined {
  const wanted = squeezed(text)
  const test = (line: string) => squeezed(line).startsWith(wanted)
  const at = last ? lines.findLastIndex(test) : lines.findIndex(test)
  return at < 0 ? undefined : at
}

function squeezed(line: string): string {
  return line.trim().replace(/\s+/g, ' ')
}
