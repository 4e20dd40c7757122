import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { QUANTITIES, type Quantity } from '../../../model/quantity.ts'
import { Button } from '../app/button.tsx'
import { useNames } from '../directory/hooks.ts'
import { sayCode, useLanguage, useSay } from '../i18n/hooks.ts'
import { useMay } from '../session/rights.ts'
import { NotYet } from '../system/not-yet.tsx'
import style from './page.module.css'
import { plain } from './plain.ts'
import { type Detectors, detectorsQuery, type Rule, type Selector } from './queries.ts'
import { RuleForm } from './rule-form.tsx'
import { SavedWords } from './save.tsx'

/** Every detector with the rules of this site and those it starts from. */
export function DetectorsPanel() {
  const say = useSay()
  const may = useMay('settings.change')
  const asked = useQuery(detectorsQuery)
  const [editing, setEditing] = useState<{ section: string; rule: Rule | undefined }>()
  const { data } = asked
  if (!data) return <NotYet asked={asked} />
  const waiting = data.waiting.map(section => say(`settings.detectors.section.${section}`)).join(' · ')
  return (
    <>
      <SavedWords />
      {!may && <p className="muted">{say('settings.noRight')}</p>}
      {waiting !== '' && <p className={style.mark}>{say('settings.waiting', { list: waiting })}</p>}
      {Object.keys(data.fields).map(section => (
        <Section
          key={section}
          section={section}
          data={data}
          edit={may ? rule => setEditing({ section, rule }) : undefined}
        />
      ))}
      {editing && (
        <RuleForm
          key={data.version}
          section={editing.section}
          rule={editing.rule}
          detectors={data}
          close={() => setEditing(undefined)}
        />
      )}
    </>
  )
}

interface SectionProps {
  section: string
  data: Detectors
  edit: ((rule: Rule | undefined) => void) | undefined
}

function Section({ section, data, edit }: SectionProps) {
  const say = useSay()
  const own = (data.rules[section] ?? []) as Rule[]
  const defaults = (data.defaults[section] ?? []) as Rule[]
  const name = say(`settings.detectors.section.${section}`)
  return (
    <section>
      <div className={style.tools}>
        <h2>{name}</h2>
        <span className={style.quiet}>
          {say(data.atOnce.includes(section) ? 'settings.detectors.atOnce' : 'settings.detectors.restart')}
        </span>
        {edit && (
          <Button
            small
            onPress={() => edit(undefined)}
            aria-label={`${name}: ${say('settings.detectors.addRule')}`}
          >
            {say('settings.detectors.addRule')}
          </Button>
        )}
      </div>
      {section === 'limit' && <p className={style.quiet}>{say('settings.detectors.limitHint')}</p>}
      {own.length > 0 && <RuleTable rules={own} edit={edit} section={name} />}
      <details>
        <summary className="muted">
          {own.length > 0 && `${say('settings.detectors.own', { count: own.length })} · `}
          {say('settings.detectors.defaults', { count: defaults.length })}
        </summary>
        <RuleTable rules={defaults} />
      </details>
    </section>
  )
}

function RuleTable({
  rules,
  edit,
  section,
}: {
  rules: readonly Rule[]
  edit?: ((rule: Rule) => void) | undefined
  section?: string
}) {
  const say = useSay()
  const words = useSelectorWords()
  return (
    <table>
      <tbody>
        {rules.map(rule => (
          <tr key={JSON.stringify(rule)}>
            <th scope="row">{words(rule.for)}</th>
            <td>
              <Parameters rule={rule} />
            </td>
            <td>
              {edit && (
                <Button
                  small
                  onPress={() => edit(rule)}
                  aria-label={`${section} ${words(rule.for)}: ${say('settings.edit')}`}
                >
                  {say('settings.edit')}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Parameters({ rule: { for: _, off, ...rest } }: { rule: Rule }) {
  const say = useSay()
  return (
    <span className={style.code}>
      {off === true && `${say('settings.detectors.off')} `}
      {Object.entries(rest)
        .map(([key, value]) => `${key} ${plain(value)}`)
        .join(' · ')}
    </span>
  )
}

/** Which points a rule is for, in the viewer's words. */
export function useSelectorWords(): (selector: Selector | undefined) => string {
  const say = useSay()
  const names = useNames()
  const language = useLanguage()
  return selector => {
    if (!selector || Object.keys(selector).length === 0) return say('settings.detectors.everything')
    const { quantity, position, zone, asset, point, standard } = selector
    const list = (words: string | string[] | undefined, show: (word: string) => string) =>
      words === undefined ? [] : [[words].flat().map(show).join(', ')]
    return [
      ...list(quantity, word => QUANTITIES[word as Quantity]?.[language] ?? word),
      ...list(position, word => sayCode(say, 'quality.at', word)),
      ...list(zone, names.zone),
      ...list(asset, names.asset),
      ...list(point, word => word),
      ...list(standard, word => word),
    ].join(' · ')
  }
}
