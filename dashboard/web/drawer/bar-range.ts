/**
 * The range a bar is drawn over: the instrument's, unless that is so wide that every value would stand in one place
 * (a flow meter that could read ±100,000); then nothing to a round number above what is known.
 */
export function barRange(
  range: readonly [number, number],
  known: readonly (number | null)[],
): [number, number] {
  const numbers = known.filter((x): x is number => x !== null && Number.isFinite(x))
  const most = Math.max(0, ...numbers.map(Math.abs))
  const [low, high] = range
  if (most === 0 || high - low <= 40 * most) return [low, high]
  const power = 10 ** Math.floor(Math.log10(most * 1.25))
  const top = [1, 2, 5, 10].find(step => step * power >= most * 1.25)! * power
  return [numbers.some(x => x < 0) ? -top : 0, top]
}
