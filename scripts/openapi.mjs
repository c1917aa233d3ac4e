import './setup/require-node.mjs'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { derivedFiles } from './openapi/derived-files.mjs'
import { root } from './setup/paths.mjs'
import { setUp } from './setup/set-up.mjs'

if (await setUp()) {
  for (const [path, text] of Object.entries(await derivedFiles())) {
    writeFileSync(join(root, path), text)
    console.log(`Written: ${path}`)
  }
} else {
  process.exitCode = 1
}
