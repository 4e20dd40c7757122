import { create } from 'zustand'

/** What became of the worker that lets the app open without a network. */
export type WorkerState = 'insecure' | 'missing' | 'installing' | 'ready' | 'failed'

export const useWorker = create<{
  state: WorkerState /** A newer app waits for the next start. */
  newer: boolean
}>()(() => ({ state: 'installing', newer: false }))

/** Installs the worker. Over plain HTTP no browser allows one, and the app says so. */
export async function installWorker(): Promise<void> {
  if (!isSecureContext) return useWorker.setState({ state: 'insecure' })
  if (!('serviceWorker' in navigator)) return useWorker.setState({ state: 'missing' })
  try {
    const known = await navigator.serviceWorker.register('/field-worker.js', { scope: '/m/' })
    known.addEventListener('updatefound', () => {
      if (navigator.serviceWorker.controller) useWorker.setState({ newer: true })
    })
    await navigator.serviceWorker.ready
    useWorker.setState({ state: 'ready' })
  } catch {
    useWorker.setState({ state: 'failed' })
  }
}
