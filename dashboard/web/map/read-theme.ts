import type { MapTheme } from './theme.ts'

/** The tokens as they are now. */
export function readTheme(): MapTheme {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim()
  const four = (prefix: string) => ({
    1: token(`${prefix}1`),
    2: token(`${prefix}2`),
    3: token(`${prefix}3`),
    4: token(`${prefix}4`),
  })
  return {
    name: document.documentElement.dataset.theme === 'light' ? 'light' : 'dark',
    bg: token('bg'),
    surface: token('surface'),
    line: token('line'),
    text: token('text'),
    muted: token('muted'),
    pipe: token('pipe'),
    water: token('water'),
    asset: token('asset'),
    outline: token('badge-outline'),
    ramp: [token('ramp1'), token('ramp2'), token('ramp3'), token('ramp4'), token('ramp5')],
    haloIn: token('halo-in'),
    haloOut: token('halo-out'),
    p: four('p'),
    on: four('on-p'),
  }
}
