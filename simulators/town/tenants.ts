import type { Customer } from '../../model/network.ts'
import type { Name } from '../../model/point.ts'
import type { Use } from './patterns.ts'

/** A customer whose supply matters more than others'. */
export interface Tenant {
  name: Name
  critical: NonNullable<Customer['critical']>
  use: Use
  /** m³ a day */
  daily: number
}

const NUMBERS = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十']
const numbered = (n: number) => NUMBERS[n] ?? String(n + 1)
const ordinal = (n: number) => `No. ${n + 1}`

/** Hospitals, dialysis, schools, heating and offices a town of so many customers has. */
export function tenants(customers: number): Tenant[] {
  const several = (count: number, make: (n: number) => Tenant) =>
    Array.from({ length: Math.max(1, Math.round(count)) }, (_, n) => make(n))
  return [
    ...several(customers / 15_000, n => ({
      name: { zh: `泺川市第${numbered(n)}人民医院`, en: `Luochuan People’s Hospital ${ordinal(n)}` },
      critical: 'hospital',
      use: 'steady',
      daily: 180,
    })),
    ...several(customers / 2_500, n => ({
      name: { zh: `泺川市第${numbered(n)}中学`, en: `Luochuan Middle School ${ordinal(n)}` },
      critical: 'school',
      use: 'business',
      daily: 45,
    })),
    ...several(customers / 40_000, n => ({
      name: {
        zh: `康宁血液透析中心${n === 0 ? '' : n + 1}`,
        en: `Kangning Dialysis Centre${n === 0 ? '' : ` ${n + 1}`}`,
      },
      critical: 'dialysis',
      use: 'steady',
      daily: 12,
    })),
    ...several(customers / 30_000, n => ({
      name: {
        zh: `泺川热力公司第${numbered(n)}换热站`,
        en: `Luochuan Heating, Exchange Station ${ordinal(n)}`,
      },
      critical: 'heat',
      use: 'steady',
      daily: 90,
    })),
    ...several(customers / 60_000, n => ({
      name: {
        zh: `泺川市政务服务中心${n === 0 ? '' : `（${n + 1}）`}`,
        en: `Luochuan Civic Centre${n === 0 ? '' : ` ${n + 1}`}`,
      },
      critical: 'government',
      use: 'business',
      daily: 30,
    })),
  ]
}
