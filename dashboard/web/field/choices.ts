import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { Language } from '../i18n/language-choice.ts'

/** What a person has chosen on this phone. Light by default: it is read in the sun. */
export interface Choices {
  theme: 'light' | 'dark'
  language: Language | undefined
}

export const useChoices = create<Choices>()(
  persist((): Choices => ({ theme: 'light', language: undefined }), {
    name: 'standpipe.field',
    version: 1,
    merge: (kept, initial) => {
      const { theme, language } = (kept ?? {}) as Partial<Choices>
      return {
        theme: theme === 'dark' ? 'dark' : initial.theme,
        language: language === 'zh' || language === 'en' ? language : undefined,
      }
    },
  }),
)
