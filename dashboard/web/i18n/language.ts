import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Language } from './language-choice.ts'

export type { Language } from './language-choice.ts'

const LOADERS = {
  zh: () => import('./zh.ts').then(({ zh }) => zh),
  en: () => import('./en.ts').then(({ en }) => en),
}

/** Texts of screens that few people open: fetched with the first of them. */
const OFFICE = {
  zh: () => import('./zh/office.ts').then(({ office }) => office),
  en: () => import('./en/office.ts').then(({ office }) => office),
}
let office = false

/** Adds the texts of settings, shifts and figures in the language that is shown. */
export async function officeTexts(): Promise<void> {
  office = true
  await addOffice(i18next.language === 'en' ? 'en' : 'zh')
}

async function addOffice(language: Language): Promise<void> {
  i18next.addResourceBundle(language, 'translation', await OFFICE[language](), true, true)
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
  if (office) await addOffice(language)
  await i18next.changeLanguage(language)
  tellDocument(language)
}

function tellDocument(language: Language): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
}
