/** Names caught from a topic, a metric's name or the message itself. */
export type Names = Readonly<Record<string, string>>

const CATCH = /\{(\w+)\}/g

/** A topic filter with named parts. */
export interface TopicPattern {
  /** What to subscribe to. */
  filter: string
  /** The names it catches. */
  names: string[]
  /** The caught parts, or undefined when the topic is another one. */
  match(topic: string): Names | undefined
}

/** Compiles `application/{app}/device/{device}/event/up`; a level with a name in it is subscribed as `+`. */
export function topicPattern(pattern: string): TopicPattern {
  const levels = pattern.split('/')
  const filter = levels.map(level => (level.includes('{') ? '+' : level)).join('/')
  const names = [...pattern.matchAll(CATCH)].map(match => match[1]!)
  const open = levels.at(-1) === '#'
  const fixed = (open ? levels.slice(0, -1) : levels).map(level =>
    level === '+' ? '[^/]*' : pieces(level, '[^/]+'),
  )
  const regex = new RegExp(`^${fixed.join('/')}${open ? (fixed.length > 0 ? '(?:/.*)?' : '.*') : ''}$`, 's')
  return {
    filter,
    names,
    match: topic => {
      // Wildcards at the start do not reach $SYS (MQTT 3.1.1 §4.7.2).
      if (topic.startsWith('$') && !pattern.startsWith('$')) return undefined
      const caught = regex.exec(topic)
      return caught ? (caught.groups ?? {}) : undefined
    },
  }
}

/** A metric name in which `{name}` catches a part between dots, slashes or blanks. */
export function namePattern(pattern: string): { names: string[]; match(name: string): Names | undefined } {
  const names = [...pattern.matchAll(CATCH)].map(match => match[1]!)
  const regex = new RegExp(`^${pieces(pattern, '[^./\\s]+')}$`)
  return {
    names,
    match: name => {
      const caught = regex.exec(name)
      return caught ? (caught.groups ?? {}) : undefined
    },
  }
}

/** A template such as `M-{device}.volume`, compiled: fills `{name}` in, undefined when a name is not known. */
export function template(text: string): (...names: Names[]) => string | undefined {
  const pieces = text.split(/\{(\w+)\}/)
  return (...names) => {
    let filled = pieces[0]!
    for (let i = 1; i < pieces.length; i += 2) {
      const name = pieces[i]!
      const known = names.find(some => Object.hasOwn(some, name))
      if (!known) return undefined
      filled += known[name]! + pieces[i + 1]!
    }
    return filled
  }
}

/** The names that a template asks for. */
export function namesIn(template: string): string[] {
  return [...template.matchAll(CATCH)].map(match => match[1]!)
}

function pieces(text: string, part: string): string {
  return text
    .split(/(\{\w+\})/)
    .map((piece, i) => (i % 2 === 1 ? `(?<${piece.slice(1, -1)}>${part})` : escaped(piece)))
    .join('')
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
