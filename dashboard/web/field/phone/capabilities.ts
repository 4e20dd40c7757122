/** What the field app needs of a phone, in the order in which its lack hurts. */
export const CAPABILITIES = [
  'https',
  'worker',
  'database',
  'kept',
  'position',
  'camera',
  'notification',
  'wakeLock',
  'clock',
] as const
export type Capability = (typeof CAPABILITIES)[number]

export interface Tested {
  capability: Capability
  /** ok; ask: works once allowed; no: does not work here. */
  state: 'ok' | 'ask' | 'no'
  /** A figure with it, where there is one: bytes free, seconds off. */
  figure?: number
}

/** What a browser says of itself, so that the judging needs none. */
export interface Browser {
  secure: boolean
  worker: 'ready' | 'installing' | 'other'
  database: boolean
  persisted: boolean
  /** Bytes that may still be stored. */
  free: number | undefined
  permission: Partial<Record<'geolocation' | 'notifications', 'granted' | 'prompt' | 'denied'>>
  has: { geolocation: boolean; notifications: boolean; wakeLock: boolean; camera: boolean }
  /** ms that the phone's clock is ahead of the server's; undefined while not known. */
  clockOff: number | undefined
}

/** Beyond this a phone's clock is set wrong, ms. */
const CLOCK_SLACK = 60_000

/** Each capability with what stands in its way. */
export function judge({
  secure,
  worker,
  database,
  persisted,
  free,
  permission,
  has,
  clockOff,
}: Browser): Tested[] {
  const allowed = (given: 'granted' | 'prompt' | 'denied' | undefined, there: boolean): Tested['state'] =>
    !secure || !there || given === 'denied' ? 'no' : given === 'granted' ? 'ok' : 'ask'
  const off = clockOff === undefined ? 0 : Math.abs(clockOff)
  return [
    { capability: 'https', state: secure ? 'ok' : 'no' },
    {
      capability: 'worker',
      state: worker === 'ready' ? 'ok' : worker === 'installing' && secure ? 'ask' : 'no',
    },
    {
      capability: 'database',
      state: database ? 'ok' : 'no',
      ...(free === undefined ? {} : { figure: free }),
    },
    { capability: 'kept', state: persisted ? 'ok' : secure ? 'ask' : 'no' },
    { capability: 'position', state: allowed(permission.geolocation, has.geolocation) },
    { capability: 'camera', state: has.camera ? 'ok' : 'no' },
    { capability: 'notification', state: allowed(permission.notifications, has.notifications) },
    { capability: 'wakeLock', state: secure && has.wakeLock ? 'ok' : 'no' },
    { capability: 'clock', state: off <= CLOCK_SLACK ? 'ok' : 'no', figure: Math.round(off / 1_000) },
  ]
}
