import { shell } from '../../i18n/en/shell.ts'
import { tickets } from '../../i18n/en/tickets.ts'
import { field } from './field-en.ts'

/** What the field app says: its own words, those of tickets, and of signing in. */
export const en = { ...tickets, session: shell.session, field }
