import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Language } from '../i18n/language-choice.ts'

const LOADERS = {
  zh: () => import('./texts/zh.ts').then(({ zh }) => zh),
  en: () => import('./texts/en.ts').then(({ en }) => en),
}

/** Makes the field app's texts available; both languages come with it, so that it can be changed without a network. */
export async function startFieldLanguage(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation: await LOADERS[language]() } },
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  tellDocument(language)
}

/** Changes the language of every text without a reload. */
export async function changeFieldLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation'))
    i18next.addResourceBundle(language, 'translation', await LOADERS[language]())
  await i18next.changeLanguage(language)
  tellDocument(language)
}

function tellDocument(language: Language): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  document.title = i18next.t('field.title')
}
