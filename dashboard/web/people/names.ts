import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Actor } from '../../../model/rights.ts'
import { useLanguage, useSay } from '../i18n/hooks.ts'
import type { Language } from '../i18n/language-choice.ts'
import { peopleQuery } from '../system/queries.ts'

/** A person's name as the viewer reads it. */
export function personName({ name, nameEn }: Pick<Actor, 'name' | 'nameEn'>, language: Language): string {
  return language === 'en' ? (nameEn ?? name) : name
}

/** Names of those whose ids stand in records; the id where nobody is called so any more. */
export function usePersonNames(): (id: string | undefined) => string {
  const language = useLanguage()
  const say = useSay()
  const people = useQuery(peopleQuery).data?.people
  return useMemo(() => {
    const known = new Map((people ?? []).map(person => [person.id, personName(person, language)]))
    return id => (id === undefined ? '' : id === 'system' ? say('bar.system') : (known.get(id) ?? id))
  }, [people, language, say])
}
