import { CodedError } from '../../../runtime/config/problems.ts'
import type { Channel } from '../config.ts'
import { email } from './email.ts'
import { dingtalk, feishu, wecom } from './robots.ts'
import type { Sender } from './sender.ts'
import { sms } from './sms.ts'
import { webhook } from './webhook.ts'

type Secrets = Readonly<Record<string, string | undefined>>

/** The sender of a channel, its secrets filled in. Throws CodedError `no-channel-url` when its address is missing. */
export function openChannel(name: string, channel: Channel, secrets: Secrets): Sender {
  switch (channel.type) {
    case 'webhook':
      return webhook({ url: urlOf(name, channel, secrets), ...secretOf(channel, secrets) })
    case 'dingtalk':
      return dingtalk({ url: urlOf(name, channel, secrets), ...secretOf(channel, secrets) })
    case 'wecom':
      return wecom({ url: urlOf(name, channel, secrets) })
    case 'feishu':
      return feishu({ url: urlOf(name, channel, secrets), ...secretOf(channel, secrets) })
    case 'sms': {
      const { tokenEnv, ...rest } = channel
      const token = tokenEnv === undefined ? undefined : secrets[tokenEnv]
      return sms({ ...rest, url: urlOf(name, channel, secrets), ...(token === undefined ? {} : { token }) })
    }
    case 'email': {
      const { usernameEnv, passwordEnv, ...rest } = channel
      const username = usernameEnv === undefined ? undefined : secrets[usernameEnv]
      const password = passwordEnv === undefined ? undefined : secrets[passwordEnv]
      return email({
        ...rest,
        ...(username === undefined ? {} : { username }),
        ...(password === undefined ? {} : { password }),
      })
    }
  }
}

function urlOf(name: string, { url, urlEnv }: { url?: string; urlEnv?: string }, secrets: Secrets): string {
  const address = url ?? (urlEnv === undefined ? undefined : secrets[urlEnv])
  if (address) return address
  throw new CodedError(
    'no-channel-url',
    `notify.yaml: channel ${name} has no address: write url, or put it into ${urlEnv ?? 'the variable named by urlEnv'}`,
  )
}

function secretOf({ secretEnv }: { secretEnv?: string }, secrets: Secrets): { secret?: string } {
  const secret = secretEnv === undefined ? undefined : secrets[secretEnv]
  return secret === undefined ? {} : { secret }
}
