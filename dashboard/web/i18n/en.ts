import { alarms } from './en/alarms.ts'
import { assets } from './en/assets.ts'
import { desk } from './en/desk.ts'
import { places } from './en/places.ts'
import { shell } from './en/shell.ts'
import { tickets } from './en/tickets.ts'

/** What the screens say in English; the same keys as `zh.ts`, plurals apart. */
export const en = { ...shell, ...assets, ...alarms, ...desk, ...places, ...tickets }
