import { Button } from '../app/button.tsx'
import { Icon } from '../app/icon.tsx'
import { Badge } from '../badge/badge.tsx'
import { GLYPHS } from '../badge/shape.ts'
import { useNames, useTimeZone } from '../directory/hooks.ts'
import { nearTime } from '../format/instant.ts'
import { useSay } from '../i18n/hooks.ts'
import { useNow } from '../live/hooks.ts'
import { useWhyNot } from '../session/why-not.ts'
import { useAlarmActions } from './actions.ts'
import { type AlarmGroup, countWords } from './flood.ts'
import style from './row.module.css'

/** Many alarms of one zone on one line. */
export function GroupLine({ group, open, toggle }: { group: AlarmGroup; open: boolean; toggle(): void }) {
  const say = useSay()
  const names = useNames()
  const zone = useTimeZone()
  const now = useNow()
  const why = useWhyNot('alarm.acknowledge')
  const { unacked } = group
  return (
    <div className={`${style.line} ${style.group} ${unacked.length > 0 ? style.unacked : ''}`}>
      <span role="gridcell" className={style.badge}>
        <Badge priority={group.worst} state={unacked.length > 0 ? 'UNACK' : 'ACKED'} size={20} />
      </span>
      <span role="gridcell" className={style.time}>
        {nearTime(group.first, now, zone)}
      </span>
      <button type="button" className={style.open} onClick={toggle} aria-expanded={open}>
        <Icon name={open ? 'down' : 'right'} size={13} />
        {names.zone(group.zone) || say('alarm.noZone')}
        <span className={style.figures}>{say('alarm.groupCount', { n: group.rows.length })}</span>
        <span className="muted">{countWords(group.counts, GLYPHS)}</span>
      </button>
      <span role="gridcell" className={style.action}>
        {unacked.length > 0 && (
          <Button
            small
            shortcut="a"
            isDisabled={why !== undefined}
            onPress={() =>
              useAlarmActions.getState().ask(
                'acknowledge',
                unacked.map(({ alarm }) => alarm),
              )
            }
            {...(why ? { title: why } : {})}
          >
            {say('alarm.ackShort')} {unacked.length}
          </Button>
        )}
      </span>
    </div>
  )
}
