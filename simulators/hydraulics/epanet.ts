import { Project, Workspace } from 'epanet-js'
import { CodedError } from '../../runtime/config/problems.ts'

// The toolkit's codes; the library's own enumerations are lost to TypeScript's nodenext resolution.
export const NodeProperty = {
  emitter: 3,
  sourceQuality: 5,
  head: 10,
  pressure: 11,
  quality: 12,
  emitterFlow: 29,
}
export const LinkProperty = { flow: 8, headLoss: 10, status: 11, setting: 12, pattern: 15 }
export const TimeParameter = { duration: 0, hydraulicStep: 1, qualityStep: 2, reportStep: 5 }
const CONTROL_COUNT = 5

/** An emitter that is set to 0 keeps its last flow for ever, and one that was 0 at the start adds 1 cfs. */
export const CLOSED_EMITTER = 1e-6
const TEN_YEARS = 10 * 365 * 86_400

/** Makes an opened network live on without end, with its simple controls taken out: ours come between the steps. */
export function unbind(project: Project): void {
  for (let n = project.getCount(CONTROL_COUNT); n > 0; n--) project.deleteControl(n)
  project.setTimeParameter(TimeParameter.duration, TEN_YEARS)
  project.setTimeParameter(TimeParameter.reportStep, 86_400)
}

/** A network opened in EPANET for stepping without end, hydraulics and quality side by side. */
export interface Epanet {
  project: Project
  /** Values of all nodes or links, in the order of the ids given at the start. */
  nodeValues(property: number): Float32Array
  linkValues(property: number): Float32Array
  emitterFlows(): number
  node(id: string): number
  link(id: string): number
  close(): void
}

/**
 * Opens an INP. `leaky` junctions get a closed emitter.
 * @throws CodedError `epanet` with EPANET's report when the file is no good.
 */
export async function openEpanet(
  inp: string,
  ids: { nodes: readonly string[]; links: readonly string[]; leaky: readonly string[] },
): Promise<Epanet> {
  const workspace = new Workspace()
  await workspace.loadModule()
  workspace.writeFile('town.inp', inp)
  const project = new Project(workspace)
  try {
    project.open('town.inp', 'town.rpt', 'town.out')
  } catch (error) {
    throw new CodedError('epanet', `EPANET: ${(error as Error).message}\n${workspace.readFile('town.rpt')}`)
  }
  const nodeIndex = new Map(ids.nodes.map(id => [id, project.getNodeIndex(id)]))
  const linkIndex = new Map(ids.links.map(id => [id, project.getLinkIndex(id)]))
  for (const id of ids.leaky) project.setNodeValue(nodeIndex.get(id)!, NodeProperty.emitter, CLOSED_EMITTER)
  const picked = (values: number[], order: Iterable<number>) => Float32Array.from(order, n => values[n - 1]!)
  return {
    project,
    nodeValues: property => picked(project.getNodeValues(property), nodeIndex.values()),
    linkValues: property => picked(project.getLinkValues(property), linkIndex.values()),
    emitterFlows: () =>
      project
        .getNodeValues(NodeProperty.emitterFlow)
        .reduce((sum: number, flow: number) => sum + Math.max(0, flow), 0),
    node: id => known(nodeIndex, id),
    link: id => known(linkIndex, id),
    close: () => {
      project.closeQ()
      project.closeH()
      project.close()
    },
  }
}

function known(index: ReadonlyMap<string, number>, id: string): number {
  const n = index.get(id)
  if (n === undefined) throw new CodedError('unknown-asset', `there is no ${id} in the hydraulic model`)
  return n
}
