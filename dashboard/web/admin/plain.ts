/** A value of a settings file on one line. */
export function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).join(', ')
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([key, one]) => `${key} ${plain(one)}`)
      .join(', ')
  return String(value)
}
