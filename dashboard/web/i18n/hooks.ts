import { useTranslation } from 'react-i18next'
import type { Name } from '../../../model/point.ts'
import type { Language } from './language.ts'

/** A text by its key, with parameters; never a sentence glued from pieces. */
export type Say = (key: string, values?: Record<string, unknown>) => string

/** The texts of the viewer's language; redraws when it changes. */
export function useSay(): Say {
  const { t } = useTranslation()
  return t as unknown as Say
}

export function useLanguage(): Language {
  const { i18n } = useTranslation()
  return i18n.language === 'en' ? 'en' : 'zh'
}

/** A name as it was entered, in the viewer's language; the other one where it is empty. */
export const named = (name: Name | null | undefined, language: Language): string | undefined =>
  name ? name[language] || name.zh || name.en : undefined

/** The text of a code that may be one we do not know: then the code itself, never a blank. */
export const sayCode = (say: Say, key: string, code: string): string => {
  const text = say(`${key}.${code}`, { defaultValue: code })
  return typeof text === 'string' ? text : code
}
