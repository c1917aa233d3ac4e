import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../setup/paths.mjs'
import { installForeign, runNode, testedRanges, writeJson } from './foreign-project.mjs'

const kinds = { esm: 'module', cjs: 'commonjs' }
const strictest = {
  strict: true,
  skipLibCheck: false,
  exactOptionalPropertyTypes: true,
  module: 'nodenext',
  target: 'es2022',
  types: ['node'],
}

/** What a consumer has beside our packages. */
const others = () => {
  const names = ['better-sqlite3', 'express', 'fastify', 'pg', 'typescript']
  return testedRanges([...names, ...['better-sqlite3', 'express', 'node', 'pg'].map((name) => `@types/${name}`)])
}

const play = (folder) => {
  installForeign(folder, { others: others(), built: ['better-sqlite3'] })
  writeJson(join(folder, 'tsconfig.json'), { compilerOptions: strictest, include: Object.keys(kinds) })
  for (const [kind, type] of Object.entries(kinds)) {
    mkdirSync(join(folder, kind))
    writeJson(join(folder, kind, 'package.json'), { type })
    copyFileSync(join(root, 'scripts/consumer/host.ts'), join(folder, kind, 'host.ts'))
  }
  runNode('Compiling, the types of every library too', ['node_modules/typescript/bin/tsc', '-p', '.'], { cwd: folder })
  for (const kind of Object.keys(kinds)) runNode(`Running as ${kind}`, [join(kind, 'host.js')], { cwd: folder })
}

/** Installs the packed packages into a project of somebody else, and compiles and runs a host there; says whether all went well. */
export const runConsumer = () => {
  const folder = mkdtempSync(join(tmpdir(), 'khabeer-consumer-'))
  try {
    play(folder)
    return true
  } catch (error) {
    console.error(`\n${error.message}`)
    return false
  } finally {
    rmSync(folder, { recursive: true })
  }
}
