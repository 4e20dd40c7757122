import { Choice } from '../app/choice.tsx'
import { useSay } from '../i18n/hooks.ts'
import { WINDOWS, windowOf } from '../url/grammar.ts'
import { useGo, useSearch } from '../url/hooks.ts'

/** The window of trends, kept in the address. */
export function WindowChoice() {
  const say = useSay()
  const go = useGo()
  const search = useSearch()
  return (
    <Choice
      hideLabel
      label={say('trend.window')}
      value={windowOf(search)}
      options={WINDOWS.map(value => ({ value, label: value }))}
      onChange={win => go.change({ win }, { replace: true })}
    />
  )
}
