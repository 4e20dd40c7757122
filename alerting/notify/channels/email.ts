import nodemailer from 'nodemailer'
import { CodedError } from '../../../runtime/config/problems.ts'
import type { Sender } from './sender.ts'

interface Mailbox {
  host: string
  port: number
  secure?: boolean
  from: string
  to: readonly string[]
  username?: string
  password?: string
}

/** E-mail over SMTP; STARTTLS when the server offers it. */
export function email({ host, port, secure, from, to, username, password }: Mailbox): Sender {
  const transport = nodemailer.createTransport({
    host,
    port,
    secure: secure ?? port === 465,
    ...(username === undefined ? {} : { auth: { user: username, pass: password ?? '' } }),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    tls: { rejectUnauthorized: true },
  })
  return async ({ keys, title, text, priority }) => {
    try {
      await transport.sendMail({
        from,
        to: [...to],
        subject: title,
        text,
        priority: priority === 1 ? 'high' : 'normal',
        // Sent twice after a lost answer, a mail reader shows it once.
        messageId: `<${Buffer.from(keys[0] ?? '').toString('base64url')}@standpipe>`,
      })
    } catch (error) {
      throw new CodedError('notify-failed', (error as Error).message, { cause: error })
    }
  }
}
