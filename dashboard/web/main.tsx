import './tokens.css'
import './base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { startLanguage } from './i18n/language.ts'
import { firstLanguage } from './i18n/language-choice.ts'
import { useSettings } from './settings/settings.ts'
import { readQuery } from './url/text.ts'

const { language, theme, motion } = useSettings.getState()
document.documentElement.dataset.theme = theme
document.documentElement.dataset.motion = motion
await startLanguage(firstLanguage(readQuery(location.search).lang, language, navigator.languages))

// The page is drawn with what the machine has; our own font comes in where that has no letter.
void import('./fonts/page-fonts.ts').then(({ offerPageFonts }) => offerPageFonts())

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
