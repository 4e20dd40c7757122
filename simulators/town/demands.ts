import type { TownCustomer } from './customers.ts'
import { USES, type Use } from './patterns.ts'

/** What a node takes on average: m³/h by use. */
export interface NodeDemand {
  node: string
  use: Use
  mean: number
}

/** Real losses as a share of what customers use: leaks nobody has found yet. */
export const LOSSES = 0.09

/** Sums the customers' use by node, with losses on top. */
export function demandsOf(customers: readonly TownCustomer[]): NodeDemand[] {
  const sums = new Map<string, Record<Use, number>>()
  for (const { node, use, daily } of customers) {
    let sum = sums.get(node)
    if (!sum) sums.set(node, (sum = { home: 0, business: 0, steady: 0 }))
    sum[use] += daily / 24
    sum.steady += (LOSSES * daily) / 24
  }
  return [...sums].flatMap(([node, sum]) =>
    USES.filter(use => sum[use] > 0).map(use => ({ node, use, mean: Math.round(sum[use] * 1e5) / 1e5 })),
  )
}

/** Mean demand of each node, m³/h. */
export function meanByNode(demands: readonly NodeDemand[]): Map<string, number> {
  const means = new Map<string, number>()
  for (const { node, mean } of demands) means.set(node, (means.get(node) ?? 0) + mean)
  return means
}
