import type { Problem } from '../../../model/screen.ts'

/** A refusal or failure of the server, with its stable code. `offline` when it could not be reached at all. */
export class ApiError extends Error {
  readonly code: string
  readonly status: number
  /** Everything that is wrong with settings or a table, each with its place. */
  readonly problems: readonly { line?: number; field?: string; message: string }[]

  constructor(
    code: string,
    detail: string,
    status: number,
    problems: readonly { line?: number; field?: string; message: string }[] = [],
  ) {
    super(detail)
    this.name = 'ApiError'
    this.code = code
    this.status = status
    this.problems = problems
  }
}

/** Longest wait for an answer, ms. */
const PATIENCE = 15_000

/** What is asked, and how long somebody waits for it (ms) when that is not the usual time. */
type Asked = RequestInit & { patience?: number }

/** Asks the API; rejects with ApiError. `path` starts behind `/api/v1`. */
export async function request<T>(path: string, options: Asked = {}): Promise<T> {
  const response = await ask(path, options)
  if (response.status === 204) return undefined as T
  return (await response.json()) as T
}

/** Asks the API for something that is no JSON; rejects with ApiError. */
export async function requestBytes(path: string, options: RequestInit = {}): Promise<Uint8Array> {
  return new Uint8Array(await (await ask(path, options)).arrayBuffer())
}

async function ask(path: string, { patience: wait = PATIENCE, ...options }: Asked): Promise<Response> {
  const patience = AbortSignal.timeout(wait)
  const signal = options.signal ? AbortSignal.any([options.signal, patience]) : patience
  let response: Response
  try {
    response = await fetch(`/api/v1${path}`, {
      credentials: 'same-origin',
      ...options,
      signal,
      headers: {
        accept: 'application/json',
        ...(options.body ? { 'content-type': 'application/json' } : {}),
        ...options.headers,
      },
    })
  } catch (error) {
    if (options.signal?.aborted) throw error
    throw new ApiError(patience.aborted ? 'timeout' : 'offline', 'the server cannot be reached', 0)
  }
  if (!response.ok) throw await problemOf(response)
  return response
}

async function problemOf(response: Response): Promise<ApiError> {
  let problem: Partial<Problem> & { title?: string; problems?: ApiError['problems'] } = {}
  try {
    problem = (await response.json()) as typeof problem
  } catch {
    // A proxy's own error page has no problem in it; its status says enough.
  }
  return new ApiError(
    problem.code ?? `http-${response.status}`,
    problem.detail ?? problem.title ?? response.statusText,
    response.status,
    problem.problems,
  )
}

/** Sends a command; every command has an id of its own, so that sending it again changes nothing. */
export function command<T>(path: string, body: Record<string, unknown>): Promise<T> {
  return request<T>(path, { method: 'POST', body: JSON.stringify({ id: newId(), ...body }) })
}

/** `crypto.randomUUID` exists only over HTTPS; a plain address in a plant must work as well. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
