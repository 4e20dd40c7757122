import { settings } from './settings.ts'
import { shift } from './shift.ts'

/** 设置、班务与统计的中文文本。 */
export const office = { ...settings, ...shift }
