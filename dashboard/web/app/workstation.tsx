import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { siteQuery } from '../api/queries.ts'
import { named, useLanguage, useSay } from '../i18n/hooks.ts'
import { useSettings } from '../settings/settings.ts'
import { Button } from './button.tsx'

const WorkstationDialog = lazy(() =>
  import('./workstation-dialog.tsx').then(({ WorkstationDialog }) => ({ default: WorkstationDialog })),
)

/** What this desk answers for, in words, on every page: what sounds here goes by it. */
export function Workstation() {
  const say = useSay()
  const language = useLanguage()
  const area = useSettings(settings => settings.area)
  const zones = useQuery(siteQuery).data?.zones ?? []
  const [open, setOpen] = useState(false)
  const names = area.map(id => named(zones.find(zone => zone.id === id)?.name, language) ?? id)
  const short =
    area.length === 0
      ? say('workstation.all')
      : area.length === 1
        ? names[0]!
        : say('workstation.some', { n: area.length })
  const hint = say('workstation.hint', { area: area.length === 0 ? short : names.join(' · ') })
  return (
    <>
      <Button look="bare" onPress={() => setOpen(true)} title={hint} aria-label={hint}>
        {short}
      </Button>
      {open && (
        <Suspense>
          <WorkstationDialog close={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
