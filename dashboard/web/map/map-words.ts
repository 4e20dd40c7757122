import type { TicketView } from '../../../model/ticket.ts'
import type { AlarmRow } from '../alarms/order.ts'
import type { Entry } from '../directory/directory.ts'
import type { Language } from '../i18n/language-choice.ts'

/** Words the map writes; they depend on language and units, which the map knows nothing of. */
export interface MapWords {
  language: Language
  asset(entry: Entry): string
  alarm(row: AlarmRow): string
  zone(id: string): string
  ticket(view: TicketView): string
}
