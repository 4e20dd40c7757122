import { useSay } from '../i18n/hooks.ts'
import { useConnection } from '../live/hooks.ts'
import style from './reconnecting-bar.module.css'

/** Says above a list that what it shows is the last that was heard. */
export function ReconnectingBar() {
  const say = useSay()
  const { freshness } = useConnection()
  if (freshness === 'live' || freshness === 'waiting') return null
  return (
    <p className={style.bar} role="status">
      {say('state.reconnecting')}
    </p>
  )
}
