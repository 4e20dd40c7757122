// `npm run docs`: writes the pages that are made from the code.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { packageRoot } from '../../runtime/root.ts'
import { asyncApi } from './bus.ts'
import { rulesPage } from './rules-page.ts'

const put = (name: string, text: string) => writeFileSync(join(packageRoot, 'docs', name), text)

put('asyncapi.yaml', stringify(asyncApi(), { lineWidth: 110, aliasDuplicateObjects: false }))
put('regulations.md', rulesPage())
