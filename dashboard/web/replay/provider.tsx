import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import type { Instant } from '../../../model/time.ts'
import type { Known } from '../api/replay-chunk.ts'
import { useTimeZone } from '../directory/hooks.ts'
import { readInstant } from '../format/instant.ts'
import { liveScene, SceneContext } from '../live/scene.ts'
import { momentOf, momentWord, playedLength, windowOf } from '../url/grammar.ts'
import { useGo, useSearch } from '../url/hooks.ts'
import { ReplayScene } from './replay-scene.ts'
import { rateOf, type Span, spanAround } from './span.ts'
import { useChunks, useHistory, usePastTickets } from './use-past.ts'

/** Fewest real ms between two pictures while playing. */
const FRAME = 100

export interface Replay {
  scene: ReplayScene
  span: Span
  at: Instant
  playing: boolean
  rate: number
  /** Pieces of the past in memory, of how many. */
  loaded: number
  wanted: number
  /** There is more history of alarms than was sent. */
  incomplete: boolean
  failed: unknown
  /** As known at the time, or with what came in later. */
  known: Known
  setKnown(known: Known): void
  /** The moment it is compared with. */
  other: Instant | undefined
  /** Compares with the moment shown, or no longer. */
  compare(on: boolean): void
  /** Changes the two moments over. */
  swap(): void
  /** Shows a moment from memory, without going there: the address stays. */
  scrub(at: Instant): void
  seek(at: Instant): void
  play(on: boolean): void
  setRate(rate: number): void
  leave(): void
}

const ReplayContext = createContext<Replay | undefined>(undefined)

/** The replay around here; undefined in the present. */
export const useReplay = (): Replay | undefined => useContext(ReplayContext)

interface ProviderProps {
  /** Those that are played; undefined while it is not known which there are. */
  points: readonly string[] | undefined
  children: ReactNode
}

/**
 * Shows the present, or the moment of the past that the address names. What is inside stays mounted when it changes:
 * a map that is made anew loses its place and, in the end, the graphics device.
 */
export function ReplayProvider({ points, children }: ProviderProps) {
  const moment = momentOf(useSearch())
  const [replay, setReplay] = useState<Replay>()
  return (
    <ReplayContext value={replay}>
      <SceneContext value={replay?.scene ?? liveScene}>{children}</SceneContext>
      {moment !== undefined && points && <Past moment={moment} points={points} tell={setReplay} />}
    </ReplayContext>
  )
}

interface PastProps {
  moment: Instant
  points: readonly string[]
  tell(replay: Replay | undefined): void
}

/** Keeps the replay going and tells of it; draws nothing itself. */
function Past({ moment, points, tell }: PastProps) {
  const go = useGo()
  const zone = useTimeZone()
  const search = useSearch()
  const length = playedLength(windowOf(search))
  const [span, setSpan] = useState(() => spanAround(moment, liveScene.now(), length))
  const [scene] = useState(() => new ReplayScene(moment, span))
  const [at, setAt] = useState(moment)
  const [playing, setPlaying] = useState(false)
  const rate = rateOf(search.sp)
  const other = readInstant(search.b)
  const known: Known = search.k === 'now' ? 'now' : 'then'
  const { incomplete, failed: noHistory } = useHistory(scene, span)
  const { loaded, wanted, failed: noValues } = useChunks(scene, span, points, known)
  const noTickets = usePastTickets(scene, span)
  const failed = noHistory ?? noValues ?? noTickets

  const show = (next: Instant) => {
    scene.seek(next)
    setAt(next)
  }
  const write = (next: Instant) => go.change({ t: momentWord(next, zone) }, { replace: true })
  const seek = (next: Instant) => {
    const bounded = Math.min(next, liveScene.now())
    show(bounded)
    write(bounded)
  }
  // The address may be changed by the Back button or by hand.
  useEffect(() => {
    if (Math.abs(moment - scene.now()) >= 1_000) {
      scene.seek(moment)
      setAt(moment)
    }
  }, [moment, scene])
  useEffect(() => {
    if (at >= span.from && at <= span.to && span.to - span.from === length) return
    const next = spanAround(at, liveScene.now(), length)
    scene.span = next
    setSpan(next)
  }, [at, span, length, scene])
  usePlaying(playing, rate, scene, span, {
    show,
    end: last => {
      setPlaying(false)
      write(last)
    },
    write,
  })

  const actions =
    useRef<Pick<Replay, 'scrub' | 'seek' | 'play' | 'setRate' | 'setKnown' | 'compare' | 'swap' | 'leave'>>(
      undefined,
    )
  actions.current = {
    scrub: show,
    seek,
    play: on => {
      setPlaying(on)
      if (!on) write(scene.now())
    },
    setRate: next => go.change({ sp: String(next) }, { replace: true }),
    setKnown: next => go.change({ k: next === 'now' ? 'now' : undefined }, { replace: true }),
    compare: on => go.change({ b: on ? momentWord(scene.now(), zone) : undefined }, { replace: true }),
    swap: () => {
      if (other === undefined) return
      const before = scene.now()
      show(other)
      go.change({ t: momentWord(other, zone), b: momentWord(before, zone) }, { replace: true })
    },
    leave: () => go.change({ t: undefined, b: undefined, sp: undefined, k: undefined }),
  }
  useEffect(() => {
    tell({
      scene,
      span,
      at,
      playing,
      rate,
      loaded,
      wanted,
      incomplete,
      failed,
      known,
      other,
      compare: on => actions.current?.compare(on),
      swap: () => actions.current?.swap(),
      setKnown: next => actions.current?.setKnown(next),
      scrub: when => actions.current?.scrub(when),
      seek: when => actions.current?.seek(when),
      play: on => actions.current?.play(on),
      setRate: next => actions.current?.setRate(next),
      leave: () => actions.current?.leave(),
    })
  }, [tell, scene, span, at, playing, rate, loaded, wanted, incomplete, failed, known, other])
  useEffect(() => () => tell(undefined), [tell])
  return null
}

interface Playing {
  show(at: Instant): void
  write(at: Instant): void
  end(at: Instant): void
}

function usePlaying(playing: boolean, rate: number, scene: ReplayScene, span: Span, tell: Playing): void {
  const latest = useRef(tell)
  latest.current = tell
  useEffect(() => {
    if (!playing) return
    let before = performance.now()
    let written = before
    let frame = requestAnimationFrame(function step(now) {
      frame = requestAnimationFrame(step)
      if (now - before < FRAME) return
      const next = scene.now() + (now - before) * rate
      before = now
      if (next >= span.to) return latest.current.end(span.to)
      latest.current.show(next)
      if (now - written < 1_000) return
      written = now
      latest.current.write(next)
    })
    return () => cancelAnimationFrame(frame)
  }, [playing, rate, scene, span])
}
