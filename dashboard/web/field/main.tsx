import '../tokens.css'
import './base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { firstLanguage } from '../i18n/language-choice.ts'
import { FieldApp } from './app.tsx'
import { useChoices } from './choices.ts'
import { startField } from './engine.ts'
import { startFieldLanguage } from './language.ts'
import { installWorker } from './phone/worker-state.ts'

const { language, theme } = useChoices.getState()
document.documentElement.dataset.theme = theme
const asked = new URLSearchParams(location.search).get('lang') ?? undefined
await startFieldLanguage(firstLanguage(asked, language, navigator.languages))

// Phones have Chinese letters of their own; what has none gets ours, when it must draw one.
void import('../fonts/page-fonts.ts').then(({ offerPageFonts }) => offerPageFonts()).catch(() => undefined)

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <FieldApp />
  </StrictMode>,
)
void startField()
void installWorker()
