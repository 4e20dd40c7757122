import type { Browser } from './capabilities.ts'
import type { WorkerState } from './worker-state.ts'

/** Asks this browser what it can do; a question it does not know is a no. */
export async function askBrowser(
  worker: WorkerState,
  database: boolean,
  clockOff: number | undefined,
): Promise<Browser> {
  const { storage } = navigator
  const estimate = await storage?.estimate?.().catch(() => undefined)
  const permission = async (name: 'geolocation' | 'notifications') =>
    (await navigator.permissions?.query({ name }).catch(() => undefined))?.state
  const [geolocation, notifications] = [await permission('geolocation'), await permission('notifications')]
  return {
    secure: isSecureContext,
    worker: worker === 'ready' || worker === 'installing' ? worker : 'other',
    database,
    persisted: (await storage?.persisted?.().catch(() => false)) ?? false,
    free: estimate?.quota === undefined ? undefined : estimate.quota - (estimate.usage ?? 0),
    permission: { ...(geolocation ? { geolocation } : {}), ...(notifications ? { notifications } : {}) },
    has: {
      geolocation: 'geolocation' in navigator,
      notifications: 'Notification' in window,
      wakeLock: 'wakeLock' in navigator,
      camera: 'capture' in document.createElement('input') || matchMedia('(pointer: coarse)').matches,
    },
    clockOff,
  }
}

/** Asks for what a person must allow; resolves when they have answered. */
export async function askFor(capability: 'kept' | 'position' | 'notification'): Promise<void> {
  if (capability === 'kept') await navigator.storage.persist()
  if (capability === 'notification') await Notification.requestPermission()
  if (capability === 'position')
    await new Promise<void>(resolve =>
      navigator.geolocation.getCurrentPosition(
        () => resolve(),
        () => resolve(),
        { timeout: 20_000 },
      ),
    )
}
