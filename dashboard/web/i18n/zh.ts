import { alarms } from './zh/alarms.ts'
import { assets } from './zh/assets.ts'
import { desk } from './zh/desk.ts'
import { places } from './zh/places.ts'
import { shell } from './zh/shell.ts'
import { tickets } from './zh/tickets.ts'

/** What the screens say in Chinese. The keys are the contract; `en.ts` has the same ones. */
export const zh = { ...shell, ...assets, ...alarms, ...desk, ...places, ...tickets }
