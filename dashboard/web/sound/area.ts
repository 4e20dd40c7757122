/** Whether this desk answers for an alarm; what has no zone concerns everybody. */
export function inArea({ zone }: { zone?: string }, area: readonly string[]): boolean {
  return area.length === 0 || zone === undefined || area.includes(zone)
}
