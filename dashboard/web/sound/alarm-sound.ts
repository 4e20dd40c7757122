import { create } from 'zustand'
import type { Priority } from '../../../model/alarm.ts'
import { heardAlarms } from '../live/stream.ts'
import { useSettings } from '../settings/settings.ts'
import { inArea } from './area.ts'
import { allowSound, playTone, soundAllowed } from './player.ts'
import { toneFor } from './tone.ts'

/** Alarms raised within this time make a flood; real ms and how many. */
const FLOOD_WINDOW = 600_000
const FLOOD_COUNT = 10

/** Blocked: the browser wants a click before anything may sound; that is a fault people must see. */
export const useSound = create<{ blocked: boolean; muted: boolean; mute(): void }>()(set => ({
  blocked: true,
  muted: false,
  // Silence is not acknowledgement: it ends with the next alarm.
  mute: () => set({ muted: true }),
}))

/** Lets newly raised alarms be heard. Returns how to stop. */
export function startSound(): () => void {
  let last: { at: number; priority: Priority } | undefined
  let recent: number[] = []
  const heard: Parameters<typeof heardAlarms.add>[0] = (alarm, before) => {
    const raised = alarm.active && !alarm.acked && (!before?.active || before.raisedAt !== alarm.raisedAt)
    if (!raised || alarm.shelved || alarm.suppressedBy || alarm.outOfService) return
    if (!inArea(alarm, useSettings.getState().area)) return
    const now = performance.now()
    recent = [...recent.filter(at => now - at < FLOOD_WINDOW), now].slice(-1_000)
    useSound.setState({ muted: false })
    if (!useSettings.getState().sound || document.documentElement.dataset.mode === 'replay') return
    const priority = toneFor([alarm.priority], last, now, recent.length > FLOOD_COUNT)
    if (priority && playTone(priority)) last = { at: now, priority }
  }
  const unlock = async () => {
    await allowSound()
    useSound.setState({ blocked: !soundAllowed() })
    if (soundAllowed()) forget()
  }
  const forget = () => {
    window.removeEventListener('pointerdown', unlock)
    window.removeEventListener('keydown', unlock)
  }
  window.addEventListener('pointerdown', unlock)
  window.addEventListener('keydown', unlock)
  heardAlarms.add(heard)
  return () => {
    forget()
    heardAlarms.delete(heard)
  }
}
