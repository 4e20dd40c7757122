type Cell = string | number | boolean | undefined

/** CSV text with a header; undefined cells stay empty, a true is `yes`. RFC 4180 quoting. */
export function csv(columns: readonly string[], rows: Iterable<readonly Cell[]>): string {
  const lines = [columns.join(',')]
  for (const row of rows) lines.push(row.map(cell).join(','))
  return `${lines.join('\n')}\n`
}

function cell(value: Cell): string {
  if (value === undefined || value === false) return ''
  if (value === true) return 'yes'
  const text = String(value)
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
