import { type KeyboardEvent, useRef } from 'react'
import style from './tab-bar.module.css'

interface TabBarProps<T extends string> {
  label: string
  value: T
  tabs: readonly { value: T; label: string }[]
  onChange(value: T): void
}

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 }

/** Tabs whose panel is the page below; the chosen one is in the address. Arrow keys move, as in every tab list. */
export function TabBar<T extends string>({ label, value, tabs, onChange }: TabBarProps<T>) {
  const list = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.findIndex(tab => tab.value === value)
    const step = STEPS[event.key]
    const next = step === undefined ? undefined : tabs[(at + step + tabs.length) % tabs.length]
    if (!next) return
    event.preventDefault()
    onChange(next.value)
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.value}"]`)?.focus()
  }
  return (
    <div ref={list} role="tablist" aria-label={label} className={style.list} onKeyDown={onKeyDown}>
      {tabs.map(tab => (
        <button
          key={tab.value}
          type="button"
          role="tab"
          data-tab={tab.value}
          aria-selected={tab.value === value}
          tabIndex={tab.value === value ? 0 : -1}
          className={style.tab}
          onClick={() => onChange(tab.value)}
        >
          {tab.label}
        </button>
      ))}
    </div>
  )
}
