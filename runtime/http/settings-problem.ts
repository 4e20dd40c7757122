import { CodedError, ConfigError } from '../config/problems.ts'
import { HttpProblem } from './problem.ts'

const STATUS: Readonly<Record<string, number>> = { 'changed-meanwhile': 409, 'settings-unwritable': 500 }

/** What keeps a change of settings from being made, as the request's problem: everything that is wrong, at once. */
export function settingsProblem(error: unknown): unknown {
  if (error instanceof ConfigError)
    return new HttpProblem(422, 'settings-invalid', error.message, { problems: error.problems })
  if (!(error instanceof CodedError)) return error
  const status = STATUS[error.code]
  return status === undefined ? error : new HttpProblem(status, error.code, error.message)
}
