import { CodedError } from '../../runtime/config/problems.ts'

export const FEWEST_CUSTOMERS = 1_000
export const MOST_CUSTOMERS = 200_000

/** How big the parts of a town of so many customers are. */
export interface Scale {
  customers: number
  /** Cells between the trunk mains; each becomes a metered district. */
  columns: number
  rows: number
  /** Streets a cell is divided by, both ways. */
  streets: number
  /** Distance of neighbouring streets, m. */
  spacing: number
  plants: number
  tanks: number
  stations: number
  /** Width of the river between its two bank roads, m; 0: the river passes outside. */
  river: number
}

/** Households behind an average customer; demands.ts draws them. */
const PEOPLE_PER_CUSTOMER = 6
const PEOPLE_PER_KM2 = 10_500

/**
 * The proportions of a town. Districts grow slower than customers and streets get wider apart, so that the hydraulic
 * model stays on the mains: at most about 1,500 nodes for any town.
 * @throws CodedError `customers-out-of-range`
 */
export function scaleOf(customers: number): Scale {
  if (!Number.isInteger(customers) || customers < FEWEST_CUSTOMERS || customers > MOST_CUSTOMERS) {
    throw new CodedError(
      'customers-out-of-range',
      `a town has ${FEWEST_CUSTOMERS.toLocaleString('en')} to ${MOST_CUSTOMERS.toLocaleString('en')} customers, not ${customers}`,
    )
  }
  const cells = Math.max(2, Math.round(6 * (customers / 5_000) ** 0.58))
  // Corners outside the town's round shape are left out later.
  const columns = Math.ceil(Math.sqrt((cells > 8 ? 1.12 * cells : cells) * 1.35))
  const rows = Math.max(1, Math.round((cells > 8 ? 1.12 * cells : cells) / columns))
  const streets = customers < 3_000 ? 6 : customers < 30_000 ? 7 : customers < 120_000 ? 6 : 5
  const side = Math.sqrt((((customers * PEOPLE_PER_CUSTOMER) / PEOPLE_PER_KM2) * 1e6) / cells)
  return {
    customers,
    columns,
    rows,
    streets,
    spacing: side / streets,
    plants: customers < 15_000 ? 1 : customers < 90_000 ? 2 : 3,
    tanks: customers < 30_000 ? 1 : customers < 120_000 ? 2 : 3,
    stations: Math.max(2, Math.round(cells * (cells > 30 ? 0.9 : 1.2))),
    river: rows < 2 ? 0 : Math.min(160, 60 + customers / 1_500),
  }
}
