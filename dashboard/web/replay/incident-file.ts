/** What is kept of a moment: words that are already said in somebody's language, and one picture. */
export interface IncidentFile {
  lang: string
  title: string
  /** Pairs of a name and what it says. */
  about: readonly (readonly [string, string])[]
  notes: { label: string; text: string }
  /** The map as PNG, a data: address; undefined where no map can be drawn. */
  picture: string | undefined
  tables: readonly { title: string; head: readonly string[]; rows: readonly (readonly string[])[] }[]
  csv: { label: string; name: string; text: string }
  link: { label: string; url: string }
}

const escaped = (text: string) => text.replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`)

const STYLE = `body{font:14px/1.5 system-ui,sans-serif;color:#1b1f24;background:#fff;max-width:70rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}img{max-width:100%;border:1px solid #9aa3ac}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:3px 10px 3px 0;border-bottom:1px solid #c6cbd0;vertical-align:top}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 14px}dt{color:#4a535c}dd{margin:0}.notes{white-space:pre-wrap;border-left:3px solid #1b1f24;padding-left:12px}
@media print{body{margin:0;max-width:none}}`

/** One page that needs nobody: no script, no address but the link back, picture and table inside. */
export function incidentPage(file: IncidentFile): string {
  const { lang, title, about, notes, picture, tables, csv, link } = file
  const table = ({ title, head, rows }: IncidentFile['tables'][number]) =>
    `<h2>${escaped(title)} (${rows.length})</h2><table><thead><tr>${head.map(cell => `<th>${escaped(cell)}</th>`).join('')}</tr></thead><tbody>${rows
      .map(row => `<tr>${row.map(cell => `<td>${escaped(cell)}</td>`).join('')}</tr>`)
      .join('')}</tbody></table>`
  return `<!doctype html>
<html lang="${escaped(lang)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${STYLE}</style></head><body>
<h1>${escaped(title)}</h1>
<dl>${about.map(([name, says]) => `<dt>${escaped(name)}</dt><dd>${escaped(says)}</dd>`).join('')}</dl>
${notes.text.trim() === '' ? '' : `<h2>${escaped(notes.label)}</h2><p class="notes">${escaped(notes.text)}</p>`}
${picture ? `<p><img alt="" src="${escaped(picture)}"></p>` : ''}
${tables.map(table).join('\n')}
<p><a download="${escaped(csv.name)}" href="data:text/csv;charset=utf-8,${encodeURIComponent(`\uFEFF${csv.text}`)}">${escaped(csv.label)}</a></p>
<p><a href="${escaped(link.url)}">${escaped(link.label)}</a></p>
</body></html>
`
}

/** Rows as RFC 4180; what a spreadsheet would take for a formula is made text. */
export function csvText(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => {
    const safe = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  return rows.map(row => `${row.map(cell).join(',')}\r\n`).join('')
}
