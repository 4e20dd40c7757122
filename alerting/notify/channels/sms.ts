import { post } from './post.ts'
import type { Sender } from './sender.ts'

interface SmsGateway {
  url: string
  body: string
  contentType: string
  headers?: Record<string, string>
  token?: string
  to: readonly string[]
}

/** Characters of one text message that gateways take for certain. */
const LENGTH = 300

/** An SMS gateway over HTTP: one request a number, the body from a template. */
export function sms({ url, body, contentType, headers, token, to }: SmsGateway): Sender {
  return async ({ title, text }) => {
    const words = `${title} ${text.replaceAll('\n', ' ')}`.slice(0, LENGTH)
    for (const number of to) {
      await post(url, fill(body, contentType, { to: number, text: words }), {
        'content-type': contentType,
        ...headers,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      })
    }
  }
}

function fill(template: string, contentType: string, values: Record<string, string>): string {
  const form = contentType.includes('form')
  return template.replace(/\{(to|text)\}/g, (_, key: string) => {
    const value = values[key]!
    return form ? encodeURIComponent(value) : JSON.stringify(value).slice(1, -1)
  })
}
