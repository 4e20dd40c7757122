import { post } from './post.ts'
import type { Sender } from './sender.ts'
import { webhookSign } from './sign.ts'

/**
 * A signed webhook: JSON with `x-standpipe-id` (the same for every attempt), `x-standpipe-timestamp` and
 * `x-standpipe-signature`.
 */
export function webhook({ url, secret }: { url: string; secret?: string }): Sender {
  return async (letter, { now }) => {
    const body = JSON.stringify(letter)
    await post(url, body, {
      'content-type': 'application/json',
      'x-standpipe-id': encodeURIComponent(letter.keys[0] ?? ''),
      'x-standpipe-timestamp': String(now),
      ...(secret === undefined ? {} : { 'x-standpipe-signature': webhookSign(now, body, secret) }),
    })
  }
}
