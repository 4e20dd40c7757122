import { type Asset, type AssetKind, assetsOf, type Network } from '../../../model/network.ts'
import type { Name } from '../../../model/point.ts'
import type { AssetTable } from '../../../model/screen.ts'

/** The assets that screens draw, in their fixed order: an asset's place in it is its feature id in the tiles. */
export interface Assets {
  list: Asset[]
  /** Row by asset id. */
  row: ReadonlyMap<string, number>
  /** Everything with an id, customers too. */
  all: ReadonlyMap<string, Asset>
}

/** Numbers every asset but the customers. */
export function numberAssets(network: Network): Assets {
  const all = assetsOf(network)
  const list = [...all.values()].filter(({ kind }) => kind !== 'customer')
  return { list, row: new Map(list.map(({ id }, i) => [id, i])), all }
}

/** A hundred-thousandth of a degree is a metre; a seventh digit would only cost bytes. */
const rounded = (degrees: number) => Math.round(degrees * 1e6) / 1e6

/** The assets as columns. */
export function assetTable({ list }: Assets, version: string): AssetTable {
  const kinds = [...new Set(list.map(({ kind }) => kind))]
  const index = new Map<AssetKind, number>(kinds.map((kind, i) => [kind, i]))
  return {
    version,
    kinds,
    id: list.map(({ id }) => id),
    kind: list.map(({ kind }) => index.get(kind)!),
    lng: list.map(({ at }) => rounded(at[0])),
    lat: list.map(({ at }) => rounded(at[1])),
    zone: list.map(({ zone }) => zone ?? null),
    name: list.map(({ name }): Name | null => name ?? null),
  }
}
