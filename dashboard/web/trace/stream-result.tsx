import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Failed, Loading } from '../app/panel-state.tsx'
import { useNames } from '../directory/hooks.ts'
import { useSay } from '../i18n/hooks.ts'
import style from './panel.module.css'
import { streamQuery } from './queries.ts'
import { useTrace } from './shown.ts'

/** Where the water comes from, or where it goes. */
export function StreamResult({ asset, way }: { asset: string; way: 'up' | 'down' }) {
  const say = useSay()
  const names = useNames()
  const stream = useQuery(streamQuery(asset, way))
  const show = useTrace(trace => trace.show)
  useEffect(() => {
    if (stream.data) show({ pipes: stream.data.links, dry: [], valves: [] })
  }, [stream.data, show])
  if (stream.error) return <Failed error={stream.error} retry={() => void stream.refetch()} />
  if (!stream.data) return <Loading />
  return (
    <>
      <p>{say('trace.reach', { links: stream.data.links.length, nodes: stream.data.nodes.length })}</p>
      {stream.data.sources.length > 0 && (
        <p className={style.note}>
          {say('trace.sources', { list: stream.data.sources.map(names.asset).join('、') })}
        </p>
      )}
    </>
  )
}
