import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export type { Registry } from 'prom-client'

/**
 * A registry of figures.
 * @param processFigures also CPU, memory, event-loop delay and garbage collection of this process
 */
export function createMetrics({ processFigures = false } = {}): Registry {
  const registry = new Registry()
  if (processFigures) collectDefaultMetrics({ register: registry })
  return registry
}

/** The counter of that name in the registry, made on first use. */
export function counter<L extends string = never>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly L[] = [],
): Counter<L> {
  return (
    (registry.getSingleMetric(name) as Counter<L> | undefined) ??
    new Counter({ name, help, labelNames, registers: [registry] })
  )
}

/**
 * The gauge of that name in the registry, made on first use.
 * @param collect asked for the value each time the figures are read
 */
export function gauge<L extends string = never>(
  registry: Registry,
  name: string,
  help: string,
  { labelNames = [], collect }: { labelNames?: readonly L[]; collect?: () => number } = {},
): Gauge<L> {
  const known = registry.getSingleMetric(name) as Gauge<L> | undefined
  if (known) return known
  return new Gauge({
    name,
    help,
    labelNames,
    registers: [registry],
    ...(collect && {
      collect() {
        this.set(collect())
      },
    }),
  })
}

/** The histogram of that name in the registry, made on first use. */
export function histogram<L extends string = never>(
  registry: Registry,
  name: string,
  help: string,
  { labelNames = [], buckets }: { labelNames?: readonly L[]; buckets?: number[] } = {},
): Histogram<L> {
  return (
    (registry.getSingleMetric(name) as Histogram<L> | undefined) ??
    new Histogram({ name, help, labelNames, ...(buckets && { buckets }), registers: [registry] })
  )
}
