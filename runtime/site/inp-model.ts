import { Project, Workspace } from 'epanet-js'
import { faultsIn, type InpFault } from './inp-fault.ts'

/** A place as the file gives it; undefined where it gives none. */
export type XY = readonly [x: number, y: number]

export interface ModelNode {
  id: string
  kind: 'junction' | 'tank' | 'reservoir'
  /** m */
  elevation: number
  /** Surface of a tank with upright walls, m². */
  area?: number
  xy?: XY
}

export interface ModelLink {
  id: string
  kind: 'pipe' | 'pump' | 'valve'
  from: number
  to: number
  /** m */
  length: number
  /** mm */
  diameter: number
  closed: boolean
  checkValve: boolean
  valve?: string
  vertices: XY[]
}

/** A hydraulic model as the engine understood it, in SI; places still as the file gives them. */
export interface InpModel {
  nodes: ModelNode[]
  links: ModelLink[]
}

// Numbers of EPANET's own header: the package declares its enumerations in a way that strict resolution loses.
const NODE_COUNT = 0
const LINK_COUNT = 2
const ELEVATION = 0
const TANK_DIAMETER = 17
const VOLUME_CURVE = 19
const DIAMETER = 0
const LENGTH = 1
const INITIAL_STATUS = 4
const RESERVOIR = 1
const TANK = 2
const PIPE_WITH_CHECK_VALVE = 0
const PIPE = 1
const PUMP = 2
/** Link types from 3 on. */
const VALVES = ['PRV', 'PSV', 'PBV', 'FCV', 'TCV', 'GPV', 'PCV']
const M_PER_FOOT = 0.3048
const MM_PER_INCH = 25.4
/** Flow units below this number are US units: cfs, gpm, mgd, Imperial mgd, acre-feet a day. */
const FIRST_SI_FLOW = 5

/**
 * Reads an INP file with the EPANET engine.
 * @param text The file's content as Unicode text.
 */
export async function readModel(text: string): Promise<{ model: InpModel } | { faults: InpFault[] }> {
  const workspace = new Workspace()
  await workspace.loadModule()
  workspace.writeFile('network.inp', text)
  const project = new Project(workspace)
  const faults = opened(project, workspace, text)
  if (faults.length > 0) return { faults }
  const model = { nodes: nodesOf(project), links: linksOf(project) }
  project.close()
  if (model.nodes.length === 0)
    return { faults: [{ message: 'holds no junctions, tanks or reservoirs; is it an EPANET INP file?' }] }
  return { model }
}

/** Opens the file. The lenient call is used because the strict one refuses every section it does not know. */
function opened(project: Project, workspace: Workspace, text: string): InpFault[] {
  try {
    project.openX('network.inp', 'report.rpt', 'results.out')
    return []
  } catch (error) {
    const said = String((error as Error).message)
    const faults = faultsIn(reportOf(project, workspace), text)
    return faults.length > 0 || /Error 200\b/.test(said) ? faults : [{ message: said }]
  }
}

function reportOf(project: Project, workspace: Workspace): string {
  try {
    project.copyReport('copy.rpt')
    return workspace.readFile('copy.rpt')
  } catch {
    return ''
  }
}

function nodesOf(project: Project): ModelNode[] {
  const foot = project.getFlowUnits() < FIRST_SI_FLOW ? M_PER_FOOT : 1
  return indices(project.getCount(NODE_COUNT)).map(i => {
    const xy = coordinates(project, i)
    const kind = nodeKind(project.getNodeType(i))
    const area = kind === 'tank' ? tankArea(project, i, foot) : undefined
    return {
      id: project.getNodeId(i),
      kind,
      elevation: rounded(project.getNodeValue(i, ELEVATION) * foot),
      ...(area ? { area } : {}),
      ...(xy ? { xy } : {}),
    }
  })
}

/** Undefined for a tank whose surface changes with its level. */
function tankArea(project: Project, node: number, foot: number): number | undefined {
  if (project.getNodeValue(node, VOLUME_CURVE) > 0) return undefined
  const diameter = project.getNodeValue(node, TANK_DIAMETER) * foot
  return diameter > 0 ? rounded((Math.PI / 4) * diameter ** 2) : undefined
}

function coordinates(project: Project, node: number): XY | undefined {
  try {
    const { x, y } = project.getCoordinates(node)
    return Number.isFinite(x) && Number.isFinite(y) ? [x, y] : undefined
  } catch {
    return undefined // the engine throws for a node without a place
  }
}

function nodeKind(type: number): ModelNode['kind'] {
  if (type === TANK) return 'tank'
  return type === RESERVOIR ? 'reservoir' : 'junction'
}

function linksOf(project: Project): ModelLink[] {
  const us = project.getFlowUnits() < FIRST_SI_FLOW
  return indices(project.getCount(LINK_COUNT)).map(i => {
    const type: number = project.getLinkType(i)
    const { node1, node2 } = project.getLinkNodes(i)
    const kind = linkKind(type)
    const measure = (property: number, factor: number) =>
      kind === 'pump' ? 0 : rounded(project.getLinkValue(i, property) * (us ? factor : 1))
    return {
      id: project.getLinkId(i),
      kind,
      from: node1 - 1,
      to: node2 - 1,
      length: kind === 'pipe' ? measure(LENGTH, M_PER_FOOT) : 0,
      diameter: measure(DIAMETER, MM_PER_INCH),
      closed: type !== PIPE_WITH_CHECK_VALVE && project.getLinkValue(i, INITIAL_STATUS) === 0,
      checkValve: type === PIPE_WITH_CHECK_VALVE,
      ...(kind === 'valve' ? { valve: VALVES[type - 3] ?? 'GPV' } : {}),
      vertices: indices(project.getVertexCount(i)).map(v => {
        const { x, y } = project.getVertex(i, v)
        return [x, y] as const
      }),
    }
  })
}

function linkKind(type: number): ModelLink['kind'] {
  if (type === PIPE_WITH_CHECK_VALVE || type === PIPE) return 'pipe'
  return type === PUMP ? 'pump' : 'valve'
}

function indices(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1)
}

/** The engine keeps feet inside; 125 mm comes back as 125.00000000000001. */
function rounded(value: number): number {
  return Number(value.toPrecision(9))
}
