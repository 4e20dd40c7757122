import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../app/button.tsx'
import { Icon } from '../app/icon.tsx'
import { Failed, Loading, PanelState } from '../app/panel-state.tsx'
import { ReconnectingBar } from '../app/reconnecting-bar.tsx'
import { useTimeZone } from '../directory/hooks.ts'
import { dateTime } from '../format/instant.ts'
import { named, useLanguage, useSay } from '../i18n/hooks.ts'
import { useWhyNot } from '../session/why-not.ts'
import { useGo, useSearch } from '../url/hooks.ts'
import { ActForm } from './act-form.tsx'
import { DraftForm } from './draft-form.tsx'
import style from './page.module.css'
import { type Act, actOnNotice, actsOf, type NoticeView, noticesQuery } from './queries.ts'

/** What customers are told: drafts, what is public now, what is over. The public page itself needs no sign-in. */
export function NoticesPage() {
  const say = useSay()
  const go = useGo()
  const { sel } = useSearch()
  const asked = useQuery(noticesQuery)
  const why = useWhyNot('notice.publish')
  const [drafting, setDrafting] = useState(sel !== undefined)
  const all = [...(asked.data?.notices ?? [])].sort((a, b) => rank(a) - rank(b) || b.createdAt - a.createdAt)
  return (
    <section className={style.page} aria-label={say('notice.title')}>
      <div className={style.bar}>
        <Button
          look="bare"
          onPress={() => go.to('/tickets', { sel: undefined })}
          aria-label={say('ticket.back')}
        >
          <Icon name="left" />
        </Button>
        <h1>{say('notice.title')}</h1>
        <Button
          small
          isDisabled={why !== undefined}
          onPress={() => setDrafting(true)}
          {...(why && { title: why })}
        >
          {say('notice.draft')}
        </Button>
        <a className={style.public} href="/api/v1/public/notices" target="_blank" rel="noreferrer">
          <Icon name="link" size={16} /> {say('notice.publicPage')}
        </a>
      </div>
      <ReconnectingBar />
      <div className={style.list}>
        {asked.error ? (
          <Failed error={asked.error} retry={() => void asked.refetch()} />
        ) : !asked.data ? (
          <Loading />
        ) : all.length === 0 ? (
          <PanelState icon="check" title={say('notice.none')} />
        ) : (
          <ul>
            {all.map(notice => (
              <li key={notice.id}>
                <Line notice={notice} />
              </li>
            ))}
          </ul>
        )}
      </div>
      {drafting && !why && (
        <DraftForm
          ticket={sel}
          close={() => {
            setDrafting(false)
            go.change({ sel: undefined }, { replace: true })
          }}
        />
      )}
    </section>
  )
}

const ORDER = ['published', 'approved', 'draft', 'restored', 'withdrawn']
const rank = ({ state }: NoticeView) => ORDER.indexOf(state)

function Line({ notice }: { notice: NoticeView }) {
  const say = useSay()
  const language = useLanguage()
  const zone = useTimeZone()
  const over = notice.state === 'restored' || notice.state === 'withdrawn'
  return (
    <article className={`${style.notice} ${over ? style.over : ''}`}>
      <div>
        <p className={style.head}>
          <span className={style.state}>{say(`notice.state.${notice.state}`)}</span>
          <strong>{say(`notice.kind.${notice.kind}`)}</strong>
          <span>{named(notice.area, language) ?? ''}</span>
          <span className="muted">{notice.id}</span>
        </p>
        <p>{named(notice.cause, language)}</p>
        <p className="muted">
          {say('notice.fromTo', {
            from: dateTime(notice.start, zone).slice(0, 16),
            to: dateTime(notice.restored?.at ?? notice.expectedRecovery, zone).slice(0, 16),
          })}
          {' · '}
          {notice.valves.length === 0 && notice.customers === 0
            ? say('notice.affectedUnknown')
            : say('notice.affected', { customers: notice.customers, households: notice.households })}
          {notice.valves.length > 0 && ` · ${say('notice.valves', { n: notice.valves.length })}`}
        </p>
        {notice.critical.length > 0 && (
          <p className={style.critical}>
            {say('notice.critical', {
              list: notice.critical.map(({ name }) => named(name, language)).join('、'),
            })}
          </p>
        )}
        {notice.revisions.map(({ at, expectedRecovery, reason }) => (
          <p key={at} className="muted">
            {say('notice.revised', {
              at: dateTime(at, zone).slice(0, 16),
              to: dateTime(expectedRecovery, zone).slice(0, 16),
              reason,
            })}
          </p>
        ))}
        {notice.withdrawn && (
          <p className="muted">{say('notice.withdrawnWhy', { why: notice.withdrawn.why })}</p>
        )}
      </div>
      <Acts notice={notice} />
    </article>
  )
}

function Acts({ notice }: { notice: NoticeView }) {
  const say = useSay()
  const client = useQueryClient()
  const noPublish = useWhyNot('notice.publish')
  const noApprove = useWhyNot('ticket.approveShutoff')
  const [asking, setAsking] = useState<Act>()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>()
  const send = async (act: Act, more: Record<string, unknown> = {}) => {
    setBusy(true)
    setFailure(undefined)
    setAsking(undefined)
    try {
      await actOnNotice(notice.id, act, more)
    } catch (error) {
      setFailure(error)
    } finally {
      setBusy(false)
      void client.invalidateQueries({ queryKey: noticesQuery.queryKey })
    }
  }
  const begin = (act: Act) => (act === 'extend' || act === 'withdraw' ? setAsking(act) : void send(act))
  return (
    <div className={style.acts}>
      {actsOf(notice.state).map((act, i) => {
        const why = act === 'approve' ? noApprove : noPublish
        return (
          <Button
            key={act}
            small
            look={i === 0 ? 'strong' : 'plain'}
            isDisabled={busy || why !== undefined}
            onPress={() => begin(act)}
            {...(why && { title: why })}
          >
            {say(`notice.act.${act}`)}
          </Button>
        )
      })}
      {failure !== undefined && <Failed error={failure} title={say('notice.refused')} />}
      {asking && <ActForm act={asking} notice={notice} close={() => setAsking(undefined)} send={send} />}
    </div>
  )
}
