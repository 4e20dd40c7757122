// `npm run docs`: writes the pages that are made from the code.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { packageRoot } from '../../runtime/root.ts'
import { asyncApi } from './bus.ts'

const text = stringify(asyncApi(), { lineWidth: 110, aliasDuplicateObjects: false })
writeFileSync(join(packageRoot, 'docs/asyncapi.yaml'), text)
