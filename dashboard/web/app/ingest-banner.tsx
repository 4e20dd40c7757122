import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useSay } from '../i18n/hooks.ts'
import { healthQuery } from '../system/queries.ts'
import { Icon } from './icon.tsx'
import style from './ingest-banner.module.css'
import { ingestTrouble, isUrgent } from './ingest-trouble.ts'

/** Real ms between two questions of a screen that shows no details. */
const ASK_EVERY = 10_000

/** Says on every page when readings are not taken in, not stored, or wait for long. Nothing while all is well. */
export function IngestBanner() {
  const say = useSay()
  const { data, error } = useQuery({ ...healthQuery, refetchInterval: ASK_EVERY })
  const trouble = ingestTrouble(data, error)
  if (!trouble) return null
  return (
    <p className={style.banner} role={isUrgent(trouble) ? 'alert' : 'status'} data-trouble={trouble.kind}>
      <Icon name="warn" />
      <span>{say(`ingest.${trouble.kind}`, { ...trouble })}</span>
      <Link
        to="/settings/$section"
        params={{ section: 'system' }}
        search={(before: object) => ({ ...before, tab: undefined, f: undefined, sel: undefined })}
      >
        {say('ingest.details')}
      </Link>
    </p>
  )
}
