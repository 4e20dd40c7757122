import { useQuery } from '@tanstack/react-query'
import { SelectSmall } from '../app/select-field.tsx'
import { useSay } from '../i18n/hooks.ts'
import { useSettings } from '../settings/settings.ts'
import { useGo, useSearch } from '../url/hooks.ts'
import { DATUM_NAMES } from './datum.ts'
import { PRESETS, presetOf } from './presets.ts'
import { basemapsQuery } from './underlay.ts'

const OWN = ''

/** What the map is looked at for, in the address; and what lies under it, where there is a choice. */
export function LayerChoice() {
  const say = useSay()
  const go = useGo()
  const { l } = useSearch()
  const { basemap = OWN, set } = useSettings()
  const usable = useQuery(basemapsQuery).data?.filter(({ kind }) => kind !== undefined) ?? []
  return (
    <>
      <SelectSmall
        label={say('map.preset')}
        value={presetOf(l)}
        options={PRESETS.map(value => ({ value, label: say(`map.presets.${value}`) }))}
        onChange={value => go.change({ l: value === 'operation' ? undefined : value }, { replace: true })}
      />
      {usable.length > 0 && (
        <SelectSmall
          label={say('map.basemap')}
          value={usable.some(({ file }) => file === basemap) ? basemap : OWN}
          options={[
            { value: OWN, label: say('map.ownBasemap') },
            ...usable.map(({ file, name, datum }) => ({
              value: file,
              label: datum === 'gcj02' ? `${name} (${DATUM_NAMES.gcj02})` : name,
            })),
          ]}
          onChange={file => set({ basemap: file === OWN ? undefined : file })}
        />
      )}
    </>
  )
}
