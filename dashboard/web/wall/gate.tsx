import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import type { SessionInfo } from '../../../model/screen.ts'
import { sessionQuery } from '../api/queries.ts'
import { ApiError, request } from '../api/request.ts'
import { Loading, PanelState } from '../app/panel-state.tsx'
import { useSay } from '../i18n/hooks.ts'
import { wallToken } from './token.ts'

/** Between two tries to get in, real ms. */
const AGAIN = 10_000

/** A screen on a wall has nobody to sign in: it comes in by its token, again and again, and never shows a form. */
export function WallGate({ children }: { children: ReactNode }) {
  const say = useSay()
  const client = useQueryClient()
  const session = useQuery(sessionQuery)
  const [token] = useState(() => wallToken(location.hash, localStorage))
  const [refused, setRefused] = useState(false)
  const outside = session.error instanceof ApiError

  useEffect(() => {
    // The token must not stay where somebody reads it off the screen.
    if (location.hash) history.replaceState(history.state, '', location.pathname + location.search)
  }, [])
  useEffect(() => {
    if (!outside || token === undefined) return
    let gone = false
    let timer = 0
    const enter = async () => {
      try {
        const body = JSON.stringify({ token })
        const info = await request<SessionInfo>('/session', { method: 'POST', body })
        if (!gone) client.setQueryData(sessionQuery.queryKey, info)
      } catch (error) {
        if (gone) return
        setRefused(error instanceof ApiError && error.status === 401)
        timer = window.setTimeout(() => void enter(), AGAIN)
      }
    }
    void enter()
    return () => {
      gone = true
      window.clearTimeout(timer)
    }
  }, [outside, token, client])

  if (session.data) return children
  if (token === undefined && outside)
    return <PanelState icon="locked" title={say('wall.noToken')} detail={say('wall.howToken')} />
  if (refused) return <PanelState icon="locked" title={say('wall.refused')} detail={say('wall.howToken')} />
  return <Loading what={say('wall.entering')} />
}
