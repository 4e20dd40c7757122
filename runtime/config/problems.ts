/** One thing wrong in a configuration file: where it is and what to do. */
export interface Problem {
  /** Path as the user would type it. */
  file: string
  /** 1-based; absent when the whole file is meant. */
  line?: number
  /** e.g. `devices[2].address` */
  field?: string
  /** What is wrong and what to write instead. */
  message: string
}

/** `file:line: field: message`, the form editors jump to. */
export function describeProblem({ file, line, field, message }: Problem): string {
  return `${file}${line ? `:${line}` : ''}: ${field ? `${field}: ` : ''}${message}`
}

/** Everything wrong with a configuration, at once. Nothing was started. */
export class ConfigError extends Error {
  readonly code = 'config-invalid'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(
      `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} in the configuration:\n` +
        problems.map(p => `  ${describeProblem(p)}`).join('\n'),
    )
    this.problems = problems
  }
}

/** An expected failure with a code for machines and a message for people. */
export class CodedError extends Error {
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
