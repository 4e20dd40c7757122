import type { LINK_KINDS, NODE_KINDS } from '../../model/network.ts'

export type NodeKind = (typeof NODE_KINDS)[number]
export type LinkKind = (typeof LINK_KINDS)[number]
