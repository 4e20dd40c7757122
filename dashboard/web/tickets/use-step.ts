import { useState } from 'react'
import type { Right } from '../../../model/rights.ts'
import type { Step } from '../../../model/ticket.ts'
import { takeStep } from '../api/commands.ts'
import { ApiError, newId } from '../api/request.ts'
import { useSay } from '../i18n/hooks.ts'
import { useConnection } from '../live/hooks.ts'
import { clock, tickets } from '../live/stream.ts'
import { useSession } from '../session/rights.ts'
import type { StepDetails } from './step-form.tsx'

export interface StepSaid {
  ticket: string
  step: Step
  at?: number
  failure?: string
}

/** Sends steps; what became of the last one stays to be read. Nothing looks done before the server has said so. */
export function useStep() {
  const [sending, setSending] = useState<Step>()
  const [said, setSaid] = useState<StepSaid>()
  const send = async (ticket: string, step: Step, more: StepDetails = {}) => {
    setSending(step)
    setSaid(undefined)
    try {
      const answer = await takeStep(ticket, { step, id: newId(), ...more })
      if (answer?.ticket) tickets.put(answer)
      setSaid({ ticket, step, at: clock.now() })
    } catch (error) {
      const failure = error instanceof ApiError ? `${error.message} (${error.code})` : String(error)
      setSaid({ ticket, step, failure })
    } finally {
      setSending(undefined)
    }
  }
  return { sending, said, send }
}

/** Why nobody here can work on tickets now; undefined when they can. */
export function useWhyNoSteps(): string | undefined {
  const say = useSay()
  const session = useSession()
  const { connected } = useConnection()
  const may = session?.rights.some(right => (right as Right).startsWith('ticket.')) ?? false
  if (!may) return say('ticket.noRight')
  return connected ? undefined : say('alarm.offline')
}
