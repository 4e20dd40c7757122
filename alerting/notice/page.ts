import { createHash } from 'node:crypto'
import { type Notice, noticeState } from '../../model/notice.ts'
import type { Name } from '../../model/point.ts'
import type { Instant } from '../../model/time.ts'
import type { Calendar } from '../clocks/calendar.ts'

/** Bytes of all notices on the page at most: with its frame it stays below 50 kB, for a poor connection. */
const ROOM = 46_000
/** Notices looked at; the newest. */
const MOST = 200
/** Characters of one text, and lines of one list, in a notice that would not leave room for the others. */
const BRIEF = 160
const LINES = 3
/** Restored outages stay on the page for a day. */
const KEPT = 24 * 3_600_000

/**
 * The public page: what is without water, why, until when, what to do; both languages, no script, no picture. Only
 * published notices; the newest first.
 */
export function publicPage(
  notices: Iterable<Notice>,
  utility: Name,
  calendar: Calendar,
  now: Instant,
): string {
  const shown = [...notices]
    .filter(
      ({ published, withdrawn, restored }) =>
        published && !withdrawn && !(restored && restored.at < now - KEPT),
    )
    .sort((a, b) => b.published!.at - a.published!.at)
  const time = (at: Instant) => calendar.local(at).toFormat('yyyy-MM-dd HH:mm')
  const rows = fitting(shown.slice(0, MOST), time)
  const more = shown.length - rows.length
  const none = '<p>目前没有停水通知。<br>There are no outages at present.</p>'
  return `<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${html(utility.zh)} 停水通知 · Outages</title>
<style>${STYLE}</style></head><body>
<h1>${html(utility.zh)} 停水通知<br><small lang="en">${html(utility.en)} · water outages</small></h1>
<p>更新时间 <span lang="en">updated at</span> <b>${time(now)}</b></p>
${rows.length > 0 ? rows.join('\n') : none}
${more > 0 ? `<p>另有 ${more} 条。<span lang="en">${more} more.</span></p>` : ''}
</body></html>
`
}

/** The newest notices for which there is room. Long texts are cut before an outage is left out. */
function fitting(notices: readonly Notice[], time: (at: Instant) => string): string[] {
  const whole = notices.map(notice => article(notice, time))
  const bytes = (rows: readonly string[]) => Buffer.byteLength(rows.join('\n'))
  const rows = bytes(whole) <= ROOM ? whole : notices.map(notice => article(brief(notice), time))
  let left = ROOM
  const over = rows.findIndex(row => {
    left -= Buffer.byteLength(row) + 1
    return left < 0
  })
  return over < 0 ? rows : rows.slice(0, over)
}

function brief(notice: Notice): Notice {
  const { area, cause, advice, phone, waterTrucks, revisions } = notice
  const cut = (text: string) => (text.length > BRIEF ? `${text.slice(0, BRIEF)}…` : text)
  const short = ({ zh, en }: Name): Name => ({ zh: cut(zh), en: cut(en) })
  return {
    ...notice,
    area: short(area),
    cause: short(cause),
    ...(advice ? { advice: short(advice) } : {}),
    ...(phone ? { phone: cut(phone) } : {}),
    waterTrucks: waterTrucks.slice(0, LINES).map(short),
    revisions: revisions.slice(-LINES).map(one => ({ ...one, reason: cut(one.reason) })),
  }
}

/** What the page may do: show itself with its own style, and nothing else. */
export const pageSecurity = (): string =>
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`

const STYLE =
  'body{font:16px/1.5 sans-serif;max-width:42em;margin:1em auto;padding:0 1em;color:#111;background:#fff}' +
  'article{border-top:2px solid #111;margin:1.5em 0;padding-top:.5em}dt{font-weight:bold}dd{margin:0 0 .5em}' +
  'small{font-weight:normal}.back{opacity:.7}@media print{body{font-size:12pt}}'

const KIND: Record<Notice['kind'], Name> = {
  planned: { zh: '计划停水', en: 'planned outage' },
  temporary: { zh: '临时停水', en: 'temporary outage' },
  emergency: { zh: '紧急停水', en: 'emergency outage' },
}

function article(notice: Notice, time: (at: Instant) => string): string {
  const back = noticeState(notice) === 'restored'
  const { kind, area, cause, start, expectedRecovery, restored, households, revisions } = notice
  const changes = revisions.map(
    ({ at, expectedRecovery: until, reason }) => `<li>${time(at)} → ${time(until)}：${html(reason)}</li>`,
  )
  const item = (zh: string, en: string, value: string) =>
    value === '' ? '' : `<dt>${zh} <small lang="en">${en}</small></dt><dd>${value}</dd>`
  return `<article${back ? ' class="back"' : ''}><h2>${KIND[kind].zh} ${html(area.zh)}<br><small lang="en">${
    KIND[kind].en
  }, ${html(area.en)}</small></h2><dl>
${
  back
    ? item('已恢复供水', 'water is back since', time(restored!.at))
    : item('预计恢复供水', 'expected back', `<b>${time(expectedRecovery)}</b>`)
}
${item('停水开始', 'since', time(start))}
${item('原因', 'cause', both(cause))}
${item('影响户数', 'households', households > 0 ? String(households) : '')}
${item('请注意', 'what to do', notice.advice ? both(notice.advice) : '')}
${item('送水点', 'water trucks', notice.waterTrucks.map(both).join('<br>'))}
${item('电话', 'phone', notice.phone ? `<a href="tel:${html(notice.phone)}">${html(notice.phone)}</a>` : '')}
${item('更改', 'changes', changes.length > 0 ? `<ul>${changes.join('')}</ul>` : '')}
</dl></article>`
}

function both({ zh, en }: Name): string {
  return en === '' || en === zh ? html(zh) : `${html(zh)}<br><span lang="en">${html(en)}</span>`
}

function html(text: string): string {
  return text.replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`)
}
