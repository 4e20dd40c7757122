import type { Right } from '../../../model/rights.ts'
import { useSay } from '../i18n/hooks.ts'
import { useConnection } from '../live/hooks.ts'
import { useScene } from '../live/scene.ts'
import { useMay } from './rights.ts'

/**
 * Why something cannot be done here and now, in words for a dead button: it is the past, the right is missing, or
 * there is no connection. Undefined when it can.
 */
export function useWhyNot(right: Right): string | undefined {
  const say = useSay()
  const { live } = useScene()
  const may = useMay(right)
  const { connected } = useConnection()
  if (!live) return say('replay.noCommands')
  if (!may) return say(right.startsWith('alarm.') ? 'alarm.noAck' : 'ticket.noRight')
  return connected ? undefined : say('alarm.offline')
}
