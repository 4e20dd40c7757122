/** What one line of line protocol says. */
export interface ParsedLine {
  measurement: string
  tags: Record<string, string>
  fields: Record<string, { type: 'float' | 'integer' | 'boolean' | 'string'; text: string }>
  /** Nanoseconds, as written: they are beyond what a number holds. */
  stamp: bigint
}

const KEY = String.raw`(?:\\[,= ]|[^\\,= "\n])+`
const STRING = String.raw`"(?:\\["\\]|[^"\\])*"`
const VALUE = String.raw`(?:${STRING}|[^\s,"]+)`
const LINE = new RegExp(
  `^(${KEY})((?:,${KEY}=${KEY})*) (${KEY}=${VALUE}(?:,${KEY}=${VALUE})*) (-?\\d{1,19})$`,
  's',
)
const TAG = new RegExp(`,(${KEY})=(${KEY})`, 'gs')
const FIELD = new RegExp(`(?:^|,)(${KEY})=(${VALUE})`, 'gs')
const plain = (text: string) => text.replace(/\\([,= ])/g, '$1')

/** Reads one line by the letter of InfluxDB's line protocol, stricter than servers are. Throws what is wrong. */
export function parseLine(line: string): ParsedLine {
  const [, measurement, tagText, fieldText, stamp] = LINE.exec(line) ?? []
  if (measurement === undefined) throw new Error(`unable to parse '${line}': not a line`)
  const tags = pairsOf(line, TAG, tagText!, text => plain(text))
  const fields = pairsOf(line, FIELD, fieldText!, text => ({ type: typeOf(line, text), text }))
  const names = Object.keys(tags)
  if (names.some((name, i) => i > 0 && names[i - 1]! > name))
    throw new Error(`unable to parse '${line}': tags are not in order`)
  return { measurement: plain(measurement), tags, fields, stamp: BigInt(stamp!) }
}

function pairsOf<T>(line: string, form: RegExp, text: string, told: (value: string) => T): Record<string, T> {
  const found: Record<string, T> = {}
  for (const [, name, value] of text.matchAll(form)) {
    const key = plain(name!)
    if (key in found) throw new Error(`unable to parse '${line}': ${key} twice`)
    found[key] = told(value!)
  }
  return found
}

function typeOf(line: string, text: string): ParsedLine['fields'][string]['type'] {
  if (text.startsWith('"')) return 'string'
  if (/^(t|T|true|True|TRUE|f|F|false|False|FALSE)$/.test(text)) return 'boolean'
  if (/^-?\d+i$/.test(text)) {
    const whole = BigInt(text.slice(0, -1))
    if (BigInt.asIntN(64, whole) === whole) return 'integer'
  }
  const number = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text)
  if (number && Number.isFinite(Number(text))) return 'float'
  throw new Error(`unable to parse '${line}': invalid value ${text}`)
}
