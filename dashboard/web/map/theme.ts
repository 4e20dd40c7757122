/** Colours of the map, read from the tokens: the map has none of its own. */
export interface MapTheme {
  name: 'dark' | 'light'
  bg: string
  surface: string
  line: string
  text: string
  muted: string
  pipe: string
  water: string
  asset: string
  outline: string
  /** Five steps of a preset's colouring, low to high; blues and greys, never an alarm's hue. */
  ramp: readonly [string, string, string, string, string]
  haloIn: string
  haloOut: string
  p: Record<1 | 2 | 3 | 4, string>
  on: Record<1 | 2 | 3 | 4, string>
}
