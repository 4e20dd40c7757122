import { mustBeZero, post } from './post.ts'
import type { Sender } from './sender.ts'
import { dingtalkSign, feishuSign } from './sign.ts'

interface Robot {
  url: string
  secret?: string
}

const json = { 'content-type': 'application/json' }

/** A DingTalk group robot (custom robot with signature). */
export function dingtalk({ url, secret }: Robot): Sender {
  return async ({ title, text }, { now }) => {
    const signed = new URL(url)
    if (secret !== undefined) {
      signed.searchParams.set('timestamp', String(now))
      signed.searchParams.set('sign', dingtalkSign(now, secret))
    }
    const body = { msgtype: 'markdown', markdown: { title, text: `#### ${title}\n${quoted(text)}` } }
    mustBeZero(await post(signed.href, JSON.stringify(body), json), 'errcode')
  }
}

/** A WeCom group robot; its secret is the key in the address. */
export function wecom({ url }: Robot): Sender {
  return async ({ title, text }) => {
    const body = { msgtype: 'markdown', markdown: { content: `**${title}**\n${quoted(text)}` } }
    mustBeZero(await post(url, JSON.stringify(body), json), 'errcode')
  }
}

/** A Feishu (Lark) group robot with signature. */
export function feishu({ url, secret }: Robot): Sender {
  return async ({ title, text }, { now }) => {
    const seconds = Math.floor(now / 1_000)
    const sign = secret === undefined ? {} : { timestamp: String(seconds), sign: feishuSign(seconds, secret) }
    const body = { ...sign, msg_type: 'text', content: { text: `${title}\n${text}` } }
    mustBeZero(await post(url, JSON.stringify(body), json), 'code')
  }
}

function quoted(text: string): string {
  return text
    .split('\n')
    .map(line => `> ${line}`)
    .join('\n')
}
