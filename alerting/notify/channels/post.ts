import { request } from 'undici'
import { CodedError } from '../../../runtime/config/problems.ts'

/** Real ms a receiver may take. */
const PATIENCE = 10_000
/** Bytes of an answer that are read. */
const ANSWER = 64 * 1024

/** A receiver's answer. */
export interface Answer {
  status: number
  text: string
}

/** Posts to a receiver. Rejects with code `notify-failed`: no answer in 10 s, or a status other than 2xx. */
export async function post(url: string, body: string, headers: Record<string, string>): Promise<Answer> {
  try {
    const response = await request(url, {
      method: 'POST',
      body,
      headers,
      headersTimeout: PATIENCE,
      bodyTimeout: PATIENCE,
      signal: AbortSignal.timeout(PATIENCE),
    })
    let text = ''
    for await (const piece of response.body) {
      text += String(piece)
      if (text.length > ANSWER) break
    }
    if (response.statusCode >= 200 && response.statusCode < 300) {
      return { status: response.statusCode, text }
    }
    throw new CodedError('notify-failed', `answered ${response.statusCode}: ${text.slice(0, 200)}`)
  } catch (error) {
    if (error instanceof CodedError) throw error
    throw new CodedError('notify-failed', (error as Error).message || String(error), { cause: error })
  }
}

/** Robots answer 200 also when they refuse: their code must be 0. */
export function mustBeZero({ text }: Answer, field: 'errcode' | 'code'): void {
  let code: unknown
  try {
    code = (JSON.parse(text) as Record<string, unknown>)[field]
  } catch {
    code = undefined
  }
  if (code !== 0) throw new CodedError('notify-failed', `refused: ${text.slice(0, 200)}`)
}
