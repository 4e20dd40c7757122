import type { Name } from '../../model/point.ts'
import type { LinkKind, NodeKind } from './kinds.ts'
import { courseLength, type Spot } from './place.ts'

/** What a part of the network is for; its size and its instruments follow from it. */
export type Role = 'trunk' | 'inlet' | 'street' | 'boundary' | 'plant' | 'tank' | 'station'

export interface DraftNode {
  id: string
  kind: NodeKind
  spot: Spot
  /** m: a tank's bottom, a reservoir's head. */
  elevation: number
  role: Role
  zone?: string
  name?: Name
}

export interface DraftLink {
  id: string
  kind: LinkKind
  from: string
  to: string
  /** From end to end. */
  course: Spot[]
  /** m */
  length: number
  /** Nominal, mm. */
  diameter: number
  role: Role
  zone?: string
  closed?: boolean
  valve?: 'PRV' | 'TCV'
  /** PRV: m; TCV: loss coefficient. */
  setting?: number
  checkValve?: boolean
  street?: Name
  material?: string
  year?: number
  name?: Name
}

/** The network while it is being drawn: nodes and links by id, in the order they were added. */
export class Draft {
  readonly nodes = new Map<string, DraftNode>()
  readonly links = new Map<string, DraftLink>()
  readonly #touching = new Map<string, DraftLink[]>()

  addNode(node: DraftNode): DraftNode {
    if (this.nodes.has(node.id)) throw new Error(`node ${node.id} twice`)
    this.nodes.set(node.id, node)
    this.#touching.set(node.id, [])
    return node
  }

  /** Adds a link along `via` between its two ends. */
  addLink(
    link: Omit<DraftLink, 'course' | 'length' | 'diameter'> & {
      via?: Spot[]
      length?: number
      diameter?: number
    },
  ): DraftLink {
    const { via = [], length, diameter = 0, ...rest } = link
    const course = [this.node(link.from).spot, ...via, this.node(link.to).spot]
    const added = { ...rest, course, length: length ?? Math.max(1, courseLength(course)), diameter }
    if (this.links.has(link.id)) throw new Error(`link ${link.id} twice`)
    this.links.set(link.id, added)
    this.#touching.get(link.from)!.push(added)
    this.#touching.get(link.to)!.push(added)
    return added
  }

  node(id: string): DraftNode {
    const node = this.nodes.get(id)
    if (!node) throw new Error(`no node ${id}`)
    return node
  }

  link(id: string): DraftLink {
    const link = this.links.get(id)
    if (!link) throw new Error(`no link ${id}`)
    return link
  }

  linksAt(node: string): readonly DraftLink[] {
    return this.#touching.get(node) ?? []
  }

  otherEnd(link: DraftLink, node: string): string {
    return link.from === node ? link.to : link.from
  }
}

/** A short number with zeros in front: serial(7, 3) is 007. */
export const serial = (n: number, digits: number) => String(n).padStart(digits, '0')
