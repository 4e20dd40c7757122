/** Names of a key as a map may have it, the pair with the one before it first: `g m`, `A`, `Escape`. */
export function keyNames(key: string, before: string | undefined): string[] {
  return before === undefined ? [key] : [`${before} ${key}`, key]
}
