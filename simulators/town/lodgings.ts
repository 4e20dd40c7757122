import type { Name } from '../../model/point.ts'
import { hashText, type Random } from '../random.ts'
import type { DraftLink } from './draft.ts'
import { cityName, joined } from './names.ts'
import type { Use } from './patterns.ts'
import type { PumpGroup } from './supply.ts'
import type { Tenant } from './tenants.ts'
import { ESTATES, FAMILY_NAMES, SHOPS, type Word } from './vocabulary.ts'

/** A stretch of pipe that customers can live at. */
export interface Lodging {
  link: DraftLink
  station?: PumpGroup
  weight: number
}

/** Who lives there: the n-th of them. */
export interface House {
  name: Name
  address: Name
  households: number
  use: Use
  daily: number
  critical?: Tenant['critical']
}

export interface Crowded extends Lodging {
  count: number
  house(n: number, rng: Random, tenant?: Tenant): House
}

/** m³ a household uses on an average day: three people at 120 L. */
const PER_HOUSEHOLD = 0.36
const BUSINESSES = 0.09
const BULK_METERS = 0.045

/** Shares the customers out by weight (largest remainder), high-rises getting `highRise` of all. */
export function crowd(lodgings: readonly Lodging[], total: number, highRise: number): Crowded[] {
  const upper = Math.round(total * highRise)
  const high = lodgings.filter(lodging => lodging.station)
  const low = lodgings.filter(lodging => !lodging.station)
  return [...share(low, total - upper), ...share(high, upper)].map(([lodging, count]) => ({
    ...lodging,
    count,
    house: lodging.station ? highRiseHouse(lodging.station) : streetHouse(lodging.link),
  }))
}

function share(lodgings: readonly Lodging[], count: number): [Lodging, number][] {
  const sum = lodgings.reduce((all, { weight }) => all + weight, 0)
  const exact = lodgings.map(({ weight }) => (count * weight) / sum)
  const whole = exact.map(Math.floor)
  const order = exact
    .map((value, n) => [value - whole[n]!, n] as const)
    .sort((a, b) => b[0] - a[0] || a[1] - b[1])
  const left = count - whole.reduce((all, n) => all + n, 0)
  for (const [, n] of order.slice(0, left)) whole[n]! += 1
  return lodgings.map((lodging, n) => [lodging, whole[n]!])
}

function streetHouse(link: DraftLink): Crowded['house'] {
  const seed = hashText(`${link.zone}${link.id}`)
  const estate = ESTATES[seed % ESTATES.length]!
  const street = link.street ?? { zh: '', en: '' }
  const first = 1 + (seed % 90) * 2
  return (n, rng, tenant) => {
    const number = first + 2 * n
    const at = { zh: `${cityName.zh}${street.zh}${number}号`, en: `${number} ${street.en}, ${cityName.en}` }
    if (tenant)
      return {
        name: tenant.name,
        address: at,
        households: 1,
        use: tenant.use,
        daily: tenant.daily,
        critical: tenant.critical,
      }
    if (rng.chance(BUSINESSES)) return { ...shop(rng), address: at }
    const bulk = rng.chance(BULK_METERS)
    const households = bulk ? 6 + rng.int(40) : 1
    return home(estate, street, Math.floor(n / 24), n, households, rng)
  }
}

function highRiseHouse(station: PumpGroup): Crowded['house'] {
  const tower: Word = [station.name.zh.replace(/泵站$/, ''), station.name.en.replace(/ Pump Station$/, '')]
  return (n, rng) =>
    home(tower, { zh: '', en: '' }, Math.floor(n / 60), n, rng.chance(0.04) ? 8 + rng.int(24) : 1, rng)
}

function home(
  estate: Word,
  street: Name,
  building: number,
  n: number,
  households: number,
  rng: Random,
): House {
  const unit = 1 + (Math.floor(n / 12) % 2)
  const room = (1 + (Math.floor(n / 2) % 11)) * 100 + 1 + (n % 2)
  const house = building + 1
  const flat =
    households > 1
      ? { zh: `${house}号楼总表`, en: `Building ${house} bulk meter` }
      : { zh: `${house}-${unit}-${room}`, en: `${house}-${unit}-${room}` }
  return {
    name: { zh: `${estate[0]}${flat.zh}`, en: `${estate[1]} ${flat.en}` },
    address: {
      zh: `${cityName.zh}${street.zh}${estate[0]}${house}号楼${households > 1 ? '' : `${unit}单元${room}室`}`,
      en: `${households > 1 ? '' : `Room ${room}, Unit ${unit}, `}Building ${house}, ${estate[1]}${street.en ? `, ${street.en}` : ''}, ${cityName.en}`,
    },
    households,
    use: 'home',
    daily: PER_HOUSEHOLD * households * Math.exp(0.42 * rng.normal() - 0.088),
  }
}

function shop(rng: Random): Omit<House, 'address'> {
  const kind = rng.pick(SHOPS)
  const owner = rng.pick(FAMILY_NAMES)
  return {
    name: { zh: `老${joined(owner, kind[0], '').zh}`, en: `${owner[1]}’s ${kind[1]}` },
    households: 1,
    use: 'business',
    daily: 0.6 * Math.exp(1.1 * Math.abs(rng.normal())),
  }
}
