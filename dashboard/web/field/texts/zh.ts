import { shell } from '../../i18n/zh/shell.ts'
import { tickets } from '../../i18n/zh/tickets.ts'
import { field } from './field-zh.ts'

/** What the field app says: its own words, those of tickets, and of signing in. */
export const zh = { ...tickets, session: shell.session, field }
