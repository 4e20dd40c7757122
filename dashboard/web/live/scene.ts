import { createContext, useContext } from 'react'
import type { Scene } from './scene-type.ts'
import { alarms, clock, tags, tickets } from './stream.ts'

const seconds = new Set<() => void>()
let second = 0
let ticking = 0

function tick(): void {
  const now = Math.floor(clock.now() / 1_000)
  if (now === second) return
  second = now
  for (const told of seconds) told()
}

/** The present, as the stream tells of it; everything on the screen ticks together. */
export const liveScene: Scene = {
  live: true,
  tags,
  alarms,
  tickets,
  now: () => clock.now(),
  get speed() {
    return clock.speed
  },
  onSecond: told => {
    seconds.add(told)
    if (seconds.size === 1) ticking = window.setInterval(tick, 200)
    return () => {
      seconds.delete(told)
      if (seconds.size === 0) window.clearInterval(ticking)
    }
  },
}

export const SceneContext = createContext<Scene>(liveScene)

/** What the part of the screen around here shows. */
export const useScene = (): Scene => useContext(SceneContext)
