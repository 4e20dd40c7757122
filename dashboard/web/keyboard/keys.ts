import { useEffect, useRef } from 'react'
import { useSettings } from '../settings/settings.ts'
import { keyNames } from './key-names.ts'

/** What a key does; `false` means: not mine now, let the next one have it. */
export type KeyAction = (event: KeyboardEvent) => unknown
export type KeyMap = Record<string, KeyAction>

interface Layer {
  current: KeyMap
}

const layers: Layer[] = []
/** How long the first key of a pair waits for the second, ms. */
const PAIR_WAIT = 1_200
let first: { key: string; at: number } | undefined

/** Whether typing goes to a field, where single keys are letters. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
  if (!useSettings.getState().keys && event.key !== 'Escape') return
  if (isTyping(event.target) || document.querySelector('[role="dialog"],[role="alertdialog"],[role="menu"]'))
    return
  const before = first && event.timeStamp - first.at < PAIR_WAIT ? first.key : undefined
  first = event.key === 'g' && before === undefined ? { key: 'g', at: event.timeStamp } : undefined
  for (const name of keyNames(event.key, before)) {
    for (let i = layers.length - 1; i >= 0; i--) {
      const action = layers[i]!.current[name]
      if (!action || action(event) === false) continue
      event.preventDefault()
      return
    }
  }
}

/** Single keys while the calling component is on the screen; what came last has the first say. */
export function useKeys(map: KeyMap): void {
  const layer = useRef(map)
  layer.current = map
  useEffect(() => {
    if (layers.length === 0) window.addEventListener('keydown', onKey)
    layers.push(layer)
    return () => {
      layers.splice(layers.indexOf(layer), 1)
      if (layers.length === 0) window.removeEventListener('keydown', onKey)
    }
  }, [])
}
