import style from './icon.module.css'

/** One-stroke icons in a box of 20 × 20; no file, no font. */
const PATHS = {
  map: 'M3 5.2 L7.5 3 L12.5 5.2 L17 3 V14.8 L12.5 17 L7.5 14.8 L3 17 Z M7.5 3 V14.8 M12.5 5.2 V17',
  alarms: 'M4.5 14 H15.5 M6 14 V9 A4 4 0 0 1 14 9 V14 M8.6 16.6 A1.6 1.6 0 0 0 11.4 16.6 M10 3 V5',
  tickets: 'M5 3 H15 V17 H5 Z M7.5 7 H12.5 M7.5 10 H12.5 M7.5 13 H10.5',
  stations: 'M3 16 H17 M5 16 V8 L10 4 L15 8 V16 M10 9.2 A2.3 2.3 0 1 1 9.99 9.2 M10 11.5 L11.6 10',
  quality: 'M8 3 H12 M9 3 V8 L5 15.5 A1 1 0 0 0 6 17 H14 A1 1 0 0 0 15 15.5 L11 8 V3 M6.6 13 H13.4',
  zones: 'M3 8 L9 3 L17 6 L15 15 L6 17 Z M9 3 L10 10 L15 15 M10 10 L3 8',
  shift: 'M10 3 A7 7 0 1 1 9.99 3 M10 6 V10 L13 12',
  search: 'M8.8 3.5 A5.3 5.3 0 1 1 8.79 3.5 M12.6 12.6 L17 17',
  soundOn:
    'M3 8 H6 L10 4.5 V15.5 L6 12 H3 Z M12.5 7.5 A3.5 3.5 0 0 1 12.5 12.5 M14.8 5.2 A6.8 6.8 0 0 1 14.8 14.8',
  soundOff: 'M3 8 H6 L10 4.5 V15.5 L6 12 H3 Z M13 8 L17 12 M17 8 L13 12',
  person: 'M10 10.5 A3.4 3.4 0 1 1 10.01 10.5 M3.8 17 C4.6 13.6 7 12.6 10 12.6 C13 12.6 15.4 13.6 16.2 17',
  sun: 'M10 6.5 A3.5 3.5 0 1 1 9.99 6.5 M10 2 V3.5 M10 16.5 V18 M2 10 H3.5 M16.5 10 H18 M4.3 4.3 L5.4 5.4 M14.6 14.6 L15.7 15.7 M15.7 4.3 L14.6 5.4 M5.4 14.6 L4.3 15.7',
  moon: 'M15.6 12.2 A6.6 6.6 0 1 1 8 4 A5.4 5.4 0 0 0 15.6 12.2 Z',
  close: 'M5 5 L15 15 M15 5 L5 15',
  left: 'M12.5 4.5 L7 10 L12.5 15.5',
  right: 'M7.5 4.5 L13 10 L7.5 15.5',
  up: 'M4.5 12.5 L10 7 L15.5 12.5',
  down: 'M4.5 7.5 L10 13 L15.5 7.5',
  plus: 'M10 4 V16 M4 10 H16',
  minus: 'M4 10 H16',
  fit: 'M3 7 V3 H7 M13 3 H17 V7 M17 13 V17 H13 M7 17 H3 V13',
  target: 'M10 5 A5 5 0 1 1 9.99 5 M10 2 V6 M10 14 V18 M2 10 H6 M14 10 H18',
  link: 'M8.5 11.5 L11.5 8.5 M9.5 6.5 L11.6 4.4 A2.8 2.8 0 0 1 15.6 8.4 L13.5 10.5 M10.5 13.5 L8.4 15.6 A2.8 2.8 0 0 1 4.4 11.6 L6.5 9.5',
  check: 'M4 10.5 L8 14.5 L16 5.5',
  filter: 'M3 4.5 H17 L12 10.5 V16 L8 14 V10.5 Z',
  ruler: 'M3 13 L13 3 L17 7 L7 17 Z M6 10 L7.6 11.6 M8.5 7.5 L10.8 9.8 M11 5 L12.6 6.6',
  help: 'M7 7.4 A3 3 0 1 1 10 10.6 V12 M10 14.6 V15.4',
  warn: 'M10 3 L18 16.5 H2 Z M10 8 V12 M10 14 V14.8',
  grip: 'M7 5 H7.1 M13 5 H13.1 M7 10 H7.1 M13 10 H13.1 M7 15 H7.1 M13 15 H13.1',
  play: 'M6 4 L16 10 L6 16 Z',
  pause: 'M7 4 V16 M13 4 V16',
  previous: 'M14 4 L7 10 L14 16 M5 4 V16',
  next: 'M6 4 L13 10 L6 16 M15 4 V16',
  locked: 'M5 9 H15 V16 H5 Z M7 9 V6.5 A3 3 0 0 1 13 6.5 V9',
} as const

export type IconName = keyof typeof PATHS

/** A decoration beside words; whoever uses it alone gives its button a label. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg className={style.icon} width={size} height={size} viewBox="0 0 20 20" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  )
}
