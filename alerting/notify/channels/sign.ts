import { createHmac } from 'node:crypto'

/** DingTalk: HMAC-SHA256 over `timestamp\nsecret` with the secret as key, base64. */
export function dingtalkSign(timestamp: number, secret: string): string {
  return createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64')
}

/** Feishu: HMAC-SHA256 over nothing with `timestamp\nsecret` as key, base64; the time in seconds. */
export function feishuSign(seconds: number, secret: string): string {
  return createHmac('sha256', `${seconds}\n${secret}`).update('').digest('base64')
}

/** Our webhooks: HMAC-SHA256 over `timestamp.body`, hexadecimal, sent as `sha256=…`. */
export function webhookSign(timestamp: number, body: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`
}
