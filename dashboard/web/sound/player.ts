import type { Priority } from '../../../model/alarm.ts'
import { PATTERNS } from './tone.ts'

let context: AudioContext | undefined

/** Whether the browser lets the page sound; it wants a click first. */
export function soundAllowed(): boolean {
  return context?.state === 'running'
}

/** Called on a click or key: from then on alarms can be heard. */
export async function allowSound(): Promise<boolean> {
  if (!('AudioContext' in window)) return false
  context ??= new AudioContext()
  await context.resume().catch(() => {})
  return soundAllowed()
}

/** Plays a priority's pattern, made here from sines: no file to be missing. */
export function playTone(priority: Priority, volume = 0.3): boolean {
  if (context?.state !== 'running') return false
  const start = context.currentTime + 0.02
  for (const { at, length, pitch } of PATTERNS[priority]) {
    const tone = context.createOscillator()
    const level = context.createGain()
    tone.frequency.value = pitch
    level.gain.setValueAtTime(0, start + at)
    level.gain.linearRampToValueAtTime(volume, start + at + 0.015)
    level.gain.setValueAtTime(volume, start + at + length - 0.03)
    level.gain.linearRampToValueAtTime(0, start + at + length)
    tone.connect(level).connect(context.destination)
    tone.start(start + at)
    tone.stop(start + at + length)
  }
  return true
}
