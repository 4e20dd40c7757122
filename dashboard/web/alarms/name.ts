import { useNames } from '../directory/hooks.ts'
import { useLanguage } from '../i18n/hooks.ts'
import { alarmWords } from './describe.ts'

/** An alarm by its id, in words: what it is and of what. */
export function useAlarmName(): (id: string) => string {
  const language = useLanguage()
  const names = useNames()
  return id => {
    const [kind = '', ...rest] = id.split('/')
    const subject = rest.join('/')
    const asset = names.asset(subject.split('.')[0])
    const where = asset === subject.split('.')[0] ? names.zone(subject) : asset
    return `${alarmWords({ kind, code: kind }, language)} · ${where}`
  }
}
