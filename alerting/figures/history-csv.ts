import type { Alarm } from '../../model/alarm.ts'
import { evidenceWords } from '../../model/evidence.ts'
import { kindInfo } from '../../model/kinds.ts'
import { csvCell } from '../../runtime/csv-cell.ts'
import type { Calendar } from '../clocks/calendar.ts'
import type { Places } from '../places.ts'
import type { AlarmHistoryEvent } from './alarm-history.ts'

/** Rows of one file at most; a sheet holds no more. */
export const MOST_ROWS = 1_000_000
const HEADINGS = {
  zh: '时间,接收时间,事件,报警,名称,对象,资产,分区,优先级,操作人,说明,数据,日志序号',
  en: 'time,received,event,alarm,name,subject,asset,zone,priority,by,said,evidence,journal entry',
}
const EVENTS: Readonly<Record<AlarmHistoryEvent['type'], { zh: string; en: string }>> = {
  raised: { zh: '发生', en: 'raised' },
  updated: { zh: '更新', en: 'updated' },
  cleared: { zh: '恢复', en: 'cleared' },
  lost: { zh: '无法判断', en: 'cannot be judged' },
  regained: { zh: '可判断', en: 'can be judged again' },
  acknowledged: { zh: '确认', en: 'acknowledged' },
  shelved: { zh: '搁置', en: 'shelved' },
  unshelved: { zh: '取消搁置', en: 'unshelved' },
  suppressed: { zh: '抑制', en: 'suppressed' },
  released: { zh: '解除抑制', en: 'released' },
  removed: { zh: '停用', en: 'out of service' },
  returned: { zh: '恢复使用', en: 'back in service' },
  reset: { zh: '复位', en: 'reset' },
  commented: { zh: '备注', en: 'comment' },
  linked: { zh: '关联', en: 'linked' },
}

/** What a row is made from besides the event. */
export interface HistoryWords {
  alarms: ReadonlyMap<string, Alarm>
  places: Places
  calendar: Calendar
  language: 'zh' | 'en'
}

/** The alarm history as CSV (RFC 4180), times local with their offset; begins with a mark by which Excel knows UTF-8. */
export async function* historyCsv(
  events: AsyncIterable<AlarmHistoryEvent>,
  words: HistoryWords,
): AsyncGenerator<string> {
  yield `\uFEFF${HEADINGS[words.language]}\r\n`
  let rows = 0
  let block = ''
  for await (const event of events) {
    if (++rows > MOST_ROWS) {
      yield `${block}# ${words.language === 'zh' ? '已截断，请缩短时段' : 'cut off here: ask for a shorter span'}\r\n`
      return
    }
    block += rowOf(event, words)
    if (rows % 500 === 0) {
      yield block
      block = ''
    }
  }
  yield block
}

function rowOf(row: AlarmHistoryEvent, { alarms, places, calendar, language }: HistoryWords): string {
  const { event } = row
  const alarm = alarms.get(row.alarm)
  const slash = row.alarm.indexOf('/')
  const [kind, subject] = [row.alarm.slice(0, slash), row.alarm.slice(slash + 1)]
  const said =
    'note' in event ? event.note : 'reason' in event ? event.reason : 'rule' in event ? event.rule : ''
  const priority = event.type === 'raised' ? event.about.priority : (alarm?.priority ?? '')
  const cells = [
    calendar.local(row.at).toISO() ?? '',
    calendar.local(row.received).toISO() ?? '',
    EVENTS[event.type][language],
    row.alarm,
    kindInfo(kind)?.[language] ?? kind,
    places.name(subject)?.[language] ?? subject,
    alarm?.asset ?? '',
    alarm?.zone ?? '',
    String(priority),
    row.actor === 'system' ? '' : row.actor,
    said ?? '',
    'evidence' in event ? evidenceWords(event.evidence, language) : '',
    String(row.seq),
  ]
  return `${cells.map(csvCell).join(',')}\r\n`
}
