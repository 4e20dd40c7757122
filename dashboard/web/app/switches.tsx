import { useLanguage, useSay } from '../i18n/hooks.ts'
import { changeLanguage } from '../i18n/language.ts'
import { useSettings } from '../settings/settings.ts'
import { useGo, useSearch } from '../url/hooks.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'

/** The other language, named in itself. */
export function LanguageSwitch() {
  const say = useSay()
  const language = useLanguage()
  const set = useSettings(settings => settings.set)
  const { lang } = useSearch()
  const go = useGo()
  const change = async () => {
    const next = language === 'zh' ? 'en' : 'zh'
    await changeLanguage(next)
    set({ language: next })
    // The address has the last word on the language: it must not contradict the switch.
    if (lang) go.change({ lang: next }, { replace: true })
  }
  return (
    <Button look="bare" onPress={change} aria-label={say('bar.languageHint')} title={say('bar.languageHint')}>
      {say('bar.language')}
    </Button>
  )
}

export function ThemeSwitch() {
  const say = useSay()
  const { theme, set } = useSettings()
  const next = theme === 'dark' ? 'light' : 'dark'
  const words = say(next === 'dark' ? 'bar.themeDark' : 'bar.themeLight')
  const change = () => {
    document.documentElement.dataset.theme = next
    set({ theme: next })
  }
  return (
    <Button
      look="bare"
      onPress={change}
      aria-label={`${say('bar.theme')}: ${words}`}
      title={`${say('bar.theme')}: ${words}`}
    >
      <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
    </Button>
  )
}
