import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { onTestFinished } from 'vitest'
import type { RunningProcess } from '../../support/running-process.ts'
import { root, startNode } from '../../support/running-process.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { fencesOf, readPage } from './markdown.ts'

/** Gives the code of the block that a page marks as `<!-- example NAME -->`. */
export const exampleOf = (path: string, name: string): string => {
  const found = fencesOf(readPage(path)).find(({ note }) => note === `example ${name}`)
  if (found === undefined) throw new Error(`${path} has no example "${name}".`)
  return found.text
}

/** Runs an example in a folder of its own, in which a host's packages are installed; it ends with the test. */
export const startExample = (
  code: string,
  options: { readonly env?: NodeJS.ProcessEnv; readonly args?: readonly string[] } = {},
): RunningProcess => {
  const cwd = temporaryFolder()
  const file = join(cwd, 'example.mjs')
  symlinkSync(join(root, 'examples/standalone/node_modules'), join(cwd, 'node_modules'))
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext }
  writeFileSync(file, ts.transpileModule(code, { compilerOptions }).outputText)
  const running = startNode([...(options.args ?? []), file], { cwd, ...(options.env && { env: options.env }) })
  onTestFinished(async () => {
    await running.end('SIGKILL')
  })
  return running
}
