import type { ReactNode } from 'react'
import { ApiError } from '../api/request.ts'
import { useSay } from '../i18n/hooks.ts'
import { Button } from './button.tsx'
import { Icon, type IconName } from './icon.tsx'
import style from './panel-state.module.css'

interface StateProps {
  icon?: IconName
  title: string
  detail?: string | undefined
  children?: ReactNode
}

/** What a panel shows when it has nothing else to show; a live region, so that it is also heard. */
export function PanelState({ icon, title, detail, children }: StateProps) {
  return (
    <div className={style.state} role="status">
      {icon && <Icon name={icon} size={28} />}
      <p className={style.title}>{title}</p>
      {detail && <p className={style.detail}>{detail}</p>}
      {children}
    </div>
  )
}

/** Something is on its way. Appears only after a moment, so that a fast answer never flashes. */
export function Loading({ what }: { what?: string }) {
  const say = useSay()
  return (
    <div className={`${style.state} ${style.late}`} role="status">
      <p className={style.detail}>{what ?? say('state.loading')}</p>
    </div>
  )
}

/** A failure: what happened, with its code, and a way to try again. A missing right says so instead. */
export function Failed({ error, retry, title }: { error: unknown; retry?: () => void; title?: string }) {
  const say = useSay()
  if (error instanceof ApiError && error.status === 403)
    return <PanelState icon="locked" title={say('state.noRight')} />
  const offline = error instanceof ApiError && error.status === 0
  const detail =
    error instanceof ApiError
      ? say('state.errorDetail', { detail: error.message, code: error.code })
      : error instanceof Error
        ? error.message
        : undefined
  return (
    <PanelState
      icon="warn"
      title={offline ? say('state.offline') : (title ?? say('state.error'))}
      detail={offline ? undefined : detail}
    >
      {retry && <Button onPress={retry}>{say('state.retry')}</Button>}
    </PanelState>
  )
}
