/**
 * The text of a file somebody's program wrote: UTF-8 or UTF-16 with or without a mark, GBK (GB 18030), else Latin-1.
 * Never fails; a byte order mark is taken off.
 */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  return strict('utf-8', bytes) ?? (looksGbk(bytes) ? strict('gb18030', bytes) : undefined) ?? latin1(bytes)
}

function strict(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Chinese characters are pairs of high bytes; accented Latin letters stand alone between plain ones. */
function looksGbk(bytes: Uint8Array): boolean {
  let pairs = 0
  let single = 0
  for (let i = 0; i < bytes.length; i++) {
    const start = i
    while (bytes[i]! > 0x80) i++
    if (i === start) continue
    if ((i - start) % 2 === 0) pairs++
    else single++
  }
  return pairs > single
}

function latin1(bytes: Uint8Array): string {
  return new TextDecoder('windows-1252').decode(bytes)
}
