import { useEffect, useRef, useState } from 'react'
import { useSay } from '../i18n/hooks.ts'
import { useKeys } from '../keyboard/keys.ts'
import { useGo, useSearch } from '../url/hooks.ts'
import style from './filter-field.module.css'
import { Icon } from './icon.tsx'

/** The filter as text, the same on every page and in the address. */
export function FilterField() {
  const say = useSay()
  const go = useGo()
  const { f = '' } = useSearch()
  const [text, setText] = useState(f)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => setText(f), [f])
  const write = (value: string) => {
    setText(value)
    go.change({ f: value.trim() === '' ? undefined : value }, { replace: true })
  }
  useKeys({ Escape: () => (f === '' ? false : write('')) })
  return (
    <label className={`${style.field} ${f === '' ? '' : style.on}`}>
      <Icon name="filter" size={15} />
      <span className="visually-hidden">{say('map.filter')}</span>
      <input
        ref={input}
        value={text}
        placeholder={say('map.filterHint')}
        onChange={event => write(event.target.value)}
        onKeyDown={event => {
          if (event.key !== 'Escape') return
          if (text !== '') write('')
          else input.current?.blur()
        }}
        spellCheck={false}
        autoComplete="off"
      />
      {text !== '' && (
        <button type="button" aria-label={say('drawer.close')} onClick={() => write('')}>
          <Icon name="close" size={14} />
        </button>
      )}
    </label>
  )
}
