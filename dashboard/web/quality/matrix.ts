import { PARAMETERS, type Parameter } from '../../../model/lab-sample.ts'
import type { Point } from '../../../model/point.ts'
import type { Directory, Entry } from '../directory/directory.ts'

export interface MatrixRow {
  entry: Entry
  position: Point['position']
  cells: Partial<Record<Parameter, Point>>
}

/** Places that measure water quality, with their points by parameter; parameters that nobody measures are left out. */
export function matrixOf(directory: Directory): { rows: MatrixRow[]; parameters: Parameter[] } {
  const used = new Set<Parameter>()
  const rows = directory.live.flatMap((entry): MatrixRow[] => {
    const cells: MatrixRow['cells'] = {}
    for (const point of entry.points) {
      const parameter = PARAMETERS.find(one => one === point.quantity)
      // The temperature of a motor is no parameter of water.
      if (!parameter || cells[parameter] || (parameter === 'temperature' && entry.kind !== 'analyser'))
        continue
      cells[parameter] = point
    }
    const points = Object.values(cells)
    if (points.length === 0) return []
    for (const parameter of Object.keys(cells) as Parameter[]) used.add(parameter)
    return [{ entry, position: points[0]!.position, cells }]
  })
  return { rows, parameters: PARAMETERS.filter(parameter => used.has(parameter)) }
}
