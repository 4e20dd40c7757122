import { settings } from './settings.ts'
import { shift } from './shift.ts'

/** English texts of settings, shifts and figures. */
export const office = { ...settings, ...shift }
