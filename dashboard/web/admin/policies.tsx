import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Choice } from '../app/choice.tsx'
import { PanelState } from '../app/panel-state.tsx'
import { SelectField } from '../app/select-field.tsx'
import { named, sayCode, useLanguage, useSay } from '../i18n/hooks.ts'
import { NotYet } from '../system/not-yet.tsx'
import { useGo, useSearch } from '../url/hooks.ts'
import { compare, type Matter, type Part, type Said } from './compare.ts'
import style from './page.module.css'
import { policiesQuery, policyTextQuery } from './queries.ts'
import { useRuleWords } from './rule-words.ts'

const PARTS = ['clocks', 'gates', 'forms'] as const

/** Two utilities' rules side by side: time limits, gates and forms, each with its rule and article. */
export function PoliciesPanel() {
  const say = useSay()
  const go = useGo()
  const language = useLanguage()
  const words = useRuleWords()
  const { f, tab } = useSearch()
  const [only, setOnly] = useState<'all' | 'different'>('all')
  const known = useQuery(policiesQuery)
  const ids = known.data?.policies.map(({ id }) => id) ?? []
  const [a = '', b = ''] = f?.split(',') ?? []
  const left = ids.includes(a) ? a : (known.data?.inForce ?? '')
  const right = ids.includes(b) ? b : (ids.find(id => id !== left) ?? left)
  const one = useQuery(policyTextQuery(left))
  const two = useQuery(policyTextQuery(right))
  const missing = [known, one, two].find(({ data }) => data === undefined)
  if (missing || !known.data || !one.data || !two.data) return <NotYet asked={missing ?? known} />
  const part = (PARTS as readonly string[]).includes(tab ?? '') ? (tab as Part) : 'clocks'
  const matters = compare(part, one.data, two.data, words[part] as never)
  const different = matters.filter(({ differs }) => differs)
  const options = known.data.policies.map(({ id, name }) => ({
    value: id,
    label: `${named(name, language)}${id === known.data.inForce ? ` (${say('settings.policies.inForce')})` : ''}`,
  }))
  const choose = (next: [string, string]) => go.change({ f: next.join(',') }, { replace: true })
  return (
    <>
      <div className={style.two}>
        <SelectField
          label={say('settings.policies.left')}
          value={left}
          options={options}
          onChange={id => choose([id, right])}
        />
        <SelectField
          label={say('settings.policies.right')}
          value={right}
          options={options}
          onChange={id => choose([left, id])}
        />
      </div>
      <div className={style.tools}>
        <Choice
          label={say('settings.policies.what')}
          hideLabel
          value={part}
          options={PARTS.map(value => ({ value, label: say(`settings.policies.${value}`) }))}
          onChange={next => go.change({ tab: next === 'clocks' ? undefined : next }, { replace: true })}
        />
        <Choice<'all' | 'different'>
          label={say('settings.policies.onlyDifferent')}
          hideLabel
          value={only}
          options={[
            { value: 'all', label: say('settings.policies.all') },
            { value: 'different', label: say('settings.policies.onlyDifferent') },
          ]}
          onChange={setOnly}
        />
        <span className="muted">{say('settings.policies.different', { count: different.length })}</span>
      </div>
      <Matters
        part={part}
        matters={only === 'all' ? matters : different}
        heads={[one.data, two.data].map(({ name, version }) => `${named(name, language)} ${version}`)}
      />
    </>
  )
}

const FAMILIES = { clocks: 'ticket.clock', gates: 'ticket.step', forms: 'ticket.form' } as const

function Matters({ part, matters, heads }: { part: Part; matters: readonly Matter[]; heads: string[] }) {
  const say = useSay()
  if (matters.length === 0) return <PanelState icon="check" title={say('settings.policies.same')} />
  return (
    <section>
      <table className={style.matters}>
        <thead>
          <tr>
            <th>{say('settings.policies.what')}</th>
            {heads.map((head, i) => (
              <th key={i === 0 ? 'left' : 'right'}>{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {matters.map(({ name, left, right, differs }) => (
            <tr key={name} className={differs ? style.differs : ''}>
              <th scope="row">{sayCode(say, FAMILIES[part], name)}</th>
              <td>
                <Rules said={left} />
              </td>
              <td>
                <Rules said={right} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Rules({ said }: { said: readonly Said[] }) {
  const say = useSay()
  if (said.length === 0) return <span className={style.quiet}>{say('settings.policies.missing')}</span>
  return said.map(({ text, rule, article, assumed }) => (
    <div key={`${rule} ${text}`}>
      {text}{' '}
      <span className={style.quiet}>
        {rule} {article} {assumed && `(${say('settings.policies.assumed')})`}
      </span>
    </div>
  ))
}
