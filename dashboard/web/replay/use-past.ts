import { useEffect, useMemo, useState } from 'react'
import type { Instant } from '../../../model/time.ts'
import { alarmHistoryQuery, queryClient } from '../api/queries.ts'
import { fetchChunk, type Known } from '../api/replay-chunk.ts'
import { liveScene } from '../live/scene.ts'
import { drawn } from '../live/timing.ts'
import { grainOf, piecesOf } from './chunks.ts'
import type { ReplayScene } from './replay-scene.ts'
import { LOOK_BACK, type Span } from './span.ts'
import { pastTicketsQuery } from './tickets-then.ts'

/** Pieces asked for at once. */
const AT_ONCE = 2

/** Loads the alarms' history of a span. */
export function useHistory(scene: ReplayScene, span: Span) {
  const [incomplete, setIncomplete] = useState(false)
  const [failed, setFailed] = useState<unknown>()
  useEffect(() => {
    let gone = false
    const from = span.from - LOOK_BACK
    setFailed(undefined)
    queryClient.fetchQuery(alarmHistoryQuery(from, Math.ceil(span.to))).then(
      history => {
        if (gone) return
        const seed = liveScene.alarms.all.filter(alarm => alarm.raisedAt < from)
        scene.setEvents(history.events, seed)
        setIncomplete(history.more)
      },
      error => !gone && setFailed(error),
    )
    return () => {
      gone = true
    }
  }, [scene, span])
  return { incomplete, failed }
}

/** Loads the tickets of a span as they were known then. */
export function usePastTickets(scene: ReplayScene, span: Span): unknown {
  const [failed, setFailed] = useState<unknown>()
  useEffect(() => {
    let gone = false
    setFailed(undefined)
    queryClient.fetchQuery(pastTicketsQuery(Math.floor(span.from), Math.ceil(span.to))).then(
      ({ changes }) => !gone && scene.setTickets(changes),
      error => !gone && setFailed(error),
    )
    return () => {
      gone = true
    }
  }, [scene, span])
  return failed
}

/**
 * Loads a span piece by piece, what is looked at first; after that nothing is asked any more, wherever one moves in it.
 * Turning elsewhere ends what is still on its way.
 */
export function useChunks(scene: ReplayScene, span: Span, points: readonly string[], known: Known) {
  const [loaded, setLoaded] = useState(0)
  const [failed, setFailed] = useState<unknown>()
  const grain = grainOf(span.to - span.from)
  const wanted = useMemo(() => piecesOf(span, grain, span.from).length, [span, grain])

  useEffect(() => scene.begin(points, grain.step), [scene, points, grain, known])
  useEffect(() => {
    const stop = new AbortController()
    const pieces = piecesOf(span, grain, scene.now())
    const missing = pieces.filter(from => !scene.holds(from))
    setFailed(undefined)
    setLoaded(pieces.length - missing.length)
    const load = async () => {
      for (let from: Instant | undefined = missing.shift(); from !== undefined; from = missing.shift()) {
        const chunk = await fetchChunk(from, grain.step, known, stop.signal)
        if (stop.signal.aborted) return
        scene.addChunk(chunk)
        setLoaded(before => before + 1)
      }
      if (pieces.every(from => scene.holds(from))) drawn('replay')
    }
    for (let i = 0; i < AT_ONCE; i++) load().catch(error => !stop.signal.aborted && setFailed(error))
    return () => stop.abort()
  }, [scene, span, points, grain, known])
  return { loaded, wanted, failed }
}
