import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { POSITIONS } from '../../../model/point.ts'
import { QUANTITIES, QUANTITY_NAMES } from '../../../model/quantity.ts'
import { pointsQuery, siteQuery } from '../api/queries.ts'
import { Button } from '../app/button.tsx'
import { Dialog } from '../app/dialog.tsx'
import { Field } from '../app/field.tsx'
import { SelectField } from '../app/select-field.tsx'
import { named, useLanguage, useSay } from '../i18n/hooks.ts'
import { isMeant } from './meant.ts'
import style from './page.module.css'
import { TryOnPast } from './preview.tsx'
import { type Detectors, type Rule, type Selector, setRule } from './queries.ts'
import { Save } from './save.tsx'

interface RuleFormProps {
  section: string
  rule: Rule | undefined
  detectors: Detectors
  close(): void
}

/** One rule of a detector: for which points, with which parameters; what is left empty is the default. */
export function RuleForm({ section, rule, detectors, close }: RuleFormProps) {
  const say = useSay()
  const fields = detectors.fields[section] ?? []
  const [selector, setSelector] = useState<Selector>(rule?.for ?? {})
  const [off, setOff] = useState(rule?.off === true)
  const [texts, setTexts] = useState<Record<string, string>>(() =>
    Object.fromEntries(
      fields.flatMap(({ name, form }) =>
        form === 'other' || rule?.[name] === undefined ? [] : [[name, String(rule[name])]],
      ),
    ),
  )
  const [removing, setRemoving] = useState(false)
  const points = useQuery(pointsQuery).data
  const meant = useMemo(
    () => (points ?? []).filter(point => isMeant(selector, point)).map(({ id }) => id),
    [points, selector],
  )
  const made = useMemo(() => {
    const said: Record<string, unknown> = off ? { off: true } : {}
    for (const { name, form } of fields) {
      const text = texts[name]?.trim() ?? ''
      if (form === 'other') {
        // What is not a single value is left as the file has it.
        if (rule?.[name] !== undefined) said[name] = rule[name]
      } else if (text !== '')
        said[name] = form === 'time' ? text : form === 'flag' ? text === 'true' : Number(text)
    }
    return said
  }, [fields, off, texts, rule])
  const bad = fields.find(
    ({ name, form }) =>
      (form === 'number' || form === 'count') && texts[name] && !Number.isFinite(made[name] as number),
  )
  const wrong = bad && say('settings.points.notNumber', { text: texts[bad.name] })
  const empty = Object.keys(selector).length === 0
  const change = {
    version: detectors.version,
    section,
    ...(empty ? {} : { for: selector }),
  }
  const save = async (reason: string) => {
    const { effect } = await setRule({ ...change, rule: removing ? null : made, reason })
    return say(`settings.saved.${effect}`)
  }
  return (
    <Dialog
      title={say('settings.detectors.editRule', { section: say(`settings.detectors.section.${section}`) })}
      close={close}
      wide
    >
      <Scope selector={selector} fixed={rule !== undefined} onChange={setSelector} />
      <p className={style.quiet}>{say('settings.detectors.matches', { n: meant.length })}</p>
      <label className={style.tools}>
        <input type="checkbox" checked={off} onChange={event => setOff(event.target.checked)} />
        {say('settings.detectors.off_')}
      </label>
      <div className={style.two}>
        {fields
          .filter(({ form }) => form !== 'other')
          .map(({ name, form }) =>
            form === 'flag' ? (
              <SelectField
                key={name}
                label={name}
                value={texts[name] ?? ''}
                options={[
                  { value: '', label: say('settings.detectors.inherit') },
                  { value: 'true', label: say('settings.detectors.yes') },
                  { value: 'false', label: say('settings.detectors.no') },
                ]}
                onChange={text => setTexts(all => ({ ...all, [name]: text }))}
              />
            ) : (
              <Field
                key={name}
                label={name}
                value={texts[name] ?? ''}
                placeholder={form === 'time' ? '5 min' : ''}
                onChange={text => setTexts(all => ({ ...all, [name]: text }))}
              />
            ),
          )}
      </div>
      <p className={style.quiet}>{say('settings.detectors.left')}</p>
      <TryOnPast
        points={meant}
        rules={
          wrong || removing ? undefined : { [section]: [{ ...(empty ? {} : { for: selector }), ...made }] }
        }
      />
      <Save
        wrong={wrong}
        save={save}
        close={close}
        more={
          rule && (
            <Button onPress={() => setRemoving(!removing)} aria-pressed={removing}>
              {removing ? '✓ ' : ''}
              {say('settings.detectors.remove')}
            </Button>
          )
        }
      />
    </Dialog>
  )
}

interface ScopeProps {
  selector: Selector
  /** The rule is there: its scope is what it is known by. */
  fixed: boolean
  onChange(selector: Selector): void
}

function Scope({ selector, fixed, onChange }: ScopeProps) {
  const say = useSay()
  const language = useLanguage()
  const zones = useQuery(siteQuery).data?.zones ?? []
  const set = (key: keyof Selector, value: string) => {
    const { [key]: _, ...rest } = selector
    onChange(value === '' ? rest : { ...rest, [key]: value })
  }
  const one = (key: keyof Selector) => [selector[key] ?? ''].flat().join(', ')
  const any = { value: '', label: say('settings.detectors.any') }
  if (fixed) return null
  return (
    <div className={style.two}>
      <SelectField
        label={say('settings.detectors.quantity')}
        value={one('quantity')}
        options={[
          any,
          ...QUANTITY_NAMES.map(value => ({
            value: value as string,
            label: QUANTITIES[value][language],
          })),
        ]}
        onChange={value => set('quantity', value)}
      />
      <SelectField
        label={say('settings.detectors.position')}
        value={one('position')}
        options={[
          any,
          ...POSITIONS.map(value => ({ value: value as string, label: say(`quality.at.${value}`) })),
        ]}
        onChange={value => set('position', value)}
      />
      <SelectField
        label={say('settings.detectors.zone')}
        value={one('zone')}
        options={[any, ...zones.map(({ id, name }) => ({ value: id, label: named(name, language) ?? id }))]}
        onChange={value => set('zone', value)}
      />
      <Field
        label={say('settings.detectors.point')}
        value={one('point')}
        onChange={value => set('point', value.trim())}
      />
    </div>
  )
}
