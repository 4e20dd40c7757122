export interface ScaleBar {
  px: number
  text: string
}

/** The longest round distance (1, 2, 5 × 10ⁿ m) that fits `most` px. @param metres a px */
export function scaleBar(metres: number, most: number): ScaleBar | undefined {
  if (!(metres > 0) || !Number.isFinite(metres)) return undefined
  const room = metres * most
  const power = 10 ** Math.floor(Math.log10(room))
  const round = [5, 2, 1].find(factor => factor * power <= room)! * power
  return { px: round / metres, text: round >= 1_000 ? `${round / 1_000} km` : `${round} m` }
}
