import { Button } from '../app/button.tsx'
import { Icon } from '../app/icon.tsx'
import { SelectSmall } from '../app/select-field.tsx'
import { useTimeZone } from '../directory/hooks.ts'
import { useSay } from '../i18n/hooks.ts'
import { useKeys } from '../keyboard/keys.ts'
import { useNowForAsking } from '../live/hooks.ts'
import { liveScene } from '../live/scene.ts'
import { WindowChoice } from '../trend/window-choice.tsx'
import { momentWord, playedLength, windowOf } from '../url/grammar.ts'
import { useGo, useSearch } from '../url/hooks.ts'
import style from './bar.module.css'
import { nextEvent } from './fold.ts'
import { type Replay, useReplay } from './provider.tsx'
import { RATES, spanAround } from './span.ts'
import { Timeline } from './timeline.tsx'

/** The bar of time at the foot of the map: in the present a way into the past, in the past the way about in it. */
export function TimeBar() {
  const go = useGo()
  const zone = useTimeZone()
  const search = useSearch()
  const replay = useReplay()
  useNowForAsking(30_000)
  const span = replay?.span ?? spanAround(undefined, liveScene.now(), playedLength(windowOf(search)))
  const enter = (at: number) => go.change({ t: momentWord(Math.min(at, liveScene.now()), zone) })
  return (
    <section className={style.bar}>
      {replay && <Transport replay={replay} />}
      <Timeline
        span={span}
        at={replay?.at}
        other={replay?.other}
        replay={replay}
        onScrub={replay?.scrub}
        onSeek={replay?.seek ?? enter}
      />
      <WindowChoice played />
    </section>
  )
}

function Transport({ replay }: { replay: Replay }) {
  const say = useSay()
  const { at, playing, rate, seek, play, leave, scene } = replay
  const event = (step: 1 | -1) => {
    const next = nextEvent(scene.events, at, step)
    if (next !== undefined) seek(next)
  }
  const move = (seconds: number) => seek(at + seconds * 1_000)
  useKeys({
    ' ': () => play(!playing),
    ',': () => move(-10),
    '.': () => move(10),
    '<': () => move(-100),
    '>': () => move(100),
    b: () => (replay.other === undefined ? replay.compare(true) : replay.swap()),
    '{': () => event(-1),
    '}': () => event(1),
    End: leave,
    Escape: leave,
    ...Object.fromEntries(RATES.map(({ rate: one }, i) => [String(i + 1), () => replay.setRate(one)])),
  })
  return (
    <div className={style.transport}>
      <Button
        look="bare"
        onPress={() => event(-1)}
        aria-label={say('replay.previous')}
        title={`${say('replay.previous')} {`}
      >
        <Icon name="previous" size={16} />
      </Button>
      <Button
        look="strong"
        onPress={() => play(!playing)}
        aria-label={say(playing ? 'replay.pause' : 'replay.play')}
      >
        <Icon name={playing ? 'pause' : 'play'} size={16} />
      </Button>
      <Button
        look="bare"
        onPress={() => event(1)}
        aria-label={say('replay.next')}
        title={`${say('replay.next')} }`}
      >
        <Icon name="next" size={16} />
      </Button>
      <Button
        look={replay.other === undefined ? 'bare' : 'strong'}
        onPress={() => replay.compare(replay.other === undefined)}
        aria-label={say('replay.compare')}
        title={`${say('replay.compare')} b`}
      >
        A|B
      </Button>
      <SelectSmall
        label={say('replay.rate')}
        value={String(rate)}
        options={RATES.map(({ rate: one, label }) => ({ value: String(one), label }))}
        onChange={next => replay.setRate(Number(next))}
      />
      <SelectSmall
        label={say('replay.knownLabel')}
        value={replay.known}
        options={[
          { value: 'then', label: say('replay.knownThen') },
          { value: 'now', label: say('replay.knownNow') },
        ]}
        onChange={replay.setKnown}
      />
    </div>
  )
}
