/** A, B, … Z, A1, B1, …: the name of a valve on the map, in the list and on paper. */
export function letterOf(i: number): string {
  const round = Math.floor(i / 26)
  return String.fromCharCode(65 + (i % 26)) + (round === 0 ? '' : String(round))
}
