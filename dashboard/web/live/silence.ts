import type { Scene } from './scene-type.ts'

/** The text that says why a point has no value: never heard, not loaded, or nothing that far back. */
export function silenceKey(scene: Pick<Scene, 'live' | 'knows'>, point: string): string {
  if (scene.live) return 'condition.never'
  return scene.knows?.(point) ? 'replay.noneThen' : 'replay.notLoaded'
}
