import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Language } from './language-choice.ts'

export type { Language } from './language-choice.ts'

const LOADERS = {
  zh: () => import('./zh.ts').then(({ zh }) => zh),
  en: () => import('./en.ts').then(({ en }) => en),
}

/** Makes texts available in `language`; the other language is fetched only when somebody asks for it. */
export async function startLanguage(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation: await LOADERS[language]() } },
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  tellDocument(language)
}

/** Changes the language of every text on the screen without a reload. */
export async function changeLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation'))
    i18next.addResourceBundle(language, 'translation', await LOADERS[language]())
  await i18next.changeLanguage(language)
  tellDocument(language)
}

function tellDocument(language: Language): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
}
