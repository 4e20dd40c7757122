import { Choice } from '../app/choice.tsx'
import { useSay } from '../i18n/hooks.ts'
import { playedLength, WINDOWS, windowLength, windowOf } from '../url/grammar.ts'
import { useGo, useSearch } from '../url/hooks.ts'

const PLAYED = WINDOWS.filter(value => windowLength(value) === playedLength(value))

/** The window of trends and timelines, kept in the address. @param played only what a timeline can play */
export function WindowChoice({ played = false }: { played?: boolean }) {
  const say = useSay()
  const go = useGo()
  const chosen = windowOf(useSearch())
  const offered = played ? PLAYED : WINDOWS
  return (
    <Choice
      hideLabel
      label={say('trend.window')}
      value={offered.includes(chosen) ? chosen : '7d'}
      options={offered.map(value => ({ value, label: value }))}
      onChange={win => go.change({ win }, { replace: true })}
    />
  )
}
