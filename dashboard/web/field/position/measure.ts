import { create } from 'zustand'
import type { Position } from './position.ts'

/** How long a measured position may be used, ms. */
const FRESH = 60_000

export interface Measured {
  position: Extract<Position, { from: 'phone' }> | undefined
  /** Why there is none. */
  lack: 'insecure' | 'refused' | 'unavailable' | undefined
}

/** Where the phone says it is. */
export const useMeasured = create<Measured>()(() => ({ position: undefined, lack: undefined }))

let watching: number | undefined

/** Follows the phone's position while somebody works with a job; it costs battery, so it is ended when they do not. */
export function followPosition(): () => void {
  if (!isSecureContext || !('geolocation' in navigator)) {
    useMeasured.setState({ lack: 'insecure' })
    return () => {}
  }
  watching ??= navigator.geolocation.watchPosition(
    ({ coords, timestamp }) => {
      const position: Measured['position'] = {
        from: 'phone',
        at: [coords.longitude, coords.latitude],
        accuracy: Math.round(coords.accuracy),
        // The standard says so; a browser inside a chat program in China may not keep to it.
        datum: /MicroMessenger|AlipayClient/.test(navigator.userAgent) ? 'gcj02' : 'wgs84',
        taken: timestamp,
      }
      useMeasured.setState({ position, lack: undefined })
    },
    ({ code }) => useMeasured.setState({ lack: code === 1 ? 'refused' : 'unavailable' }),
    { enableHighAccuracy: true, maximumAge: 10_000, timeout: 30_000 },
  )
  return () => {
    if (watching !== undefined) navigator.geolocation.clearWatch(watching)
    watching = undefined
  }
}

/** The last position, if it is not from somewhere else by now. */
export function freshPosition(now = Date.now()): Position | undefined {
  const { position } = useMeasured.getState()
  return position && now - position.taken <= FRESH ? position : undefined
}
