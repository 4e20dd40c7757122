import { useEffect, useState } from 'react'
import type { AssetDetail } from '../../../model/screen.ts'
import { Choice } from '../app/choice.tsx'
import { useSay } from '../i18n/hooks.ts'
import { IsolationResult } from './isolation-result.tsx'
import style from './panel.module.css'
import { NO_TRACE, traceStart, useTrace } from './shown.ts'
import { StreamResult } from './stream-result.tsx'

const WAYS = ['isolation', 'up', 'down'] as const
type Way = (typeof WAYS)[number]

/** What hangs on the asset: whom a shut-off hits, and where its water comes from and goes. Nothing is operated. */
export function TracePanel({ detail }: { detail: AssetDetail }) {
  const say = useSay()
  const [way, setWay] = useState<Way>('isolation')
  const show = useTrace(trace => trace.show)
  const start = traceStart(detail)
  useEffect(() => () => show(NO_TRACE), [show])
  if (start === undefined) return <p className="muted">{say('trace.none')}</p>
  return (
    <div className={style.panel}>
      <Choice
        hideLabel
        label={say('trace.title')}
        value={way}
        onChange={value => setWay(value)}
        options={WAYS.map(value => ({ value, label: say(`trace.way.${value}`) }))}
      />
      {way === 'isolation' ? (
        <IsolationResult asset={start} />
      ) : (
        <StreamResult key={way} asset={start} way={way} />
      )}
    </div>
  )
}
