import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { environment, pnpmCommand } from '../setup/install.mjs'
import { readJson, root } from '../setup/paths.mjs'
import { listPackages } from '../setup/workspace.mjs'

const kinds = { esm: 'module', cjs: 'commonjs' }
const strictest = {
  strict: true,
  skipLibCheck: false,
  exactOptionalPropertyTypes: true,
  module: 'nodenext',
  target: 'es2022',
  types: ['node'],
}

const run = (title, { command, args }, options) => {
  console.log(`\n━━ ${title}`)
  const { status } = spawnSync(command, args, { env: environment(), stdio: 'inherit', ...options })
  if (status !== 0) throw new Error(`${title}: exit code ${status}`)
}

const runPnpm = (title, args, cwd) => run(title, pnpmCommand(args), { cwd })

const runNode = (title, args, cwd) => run(title, { command: process.execPath, args }, { cwd })

/** Packs every published package as it would be published; gives their names with the files. */
const pack = (folder) =>
  listPackages().map((member) => {
    const { name, version } = readJson(join(root, member, 'package.json'))
    runPnpm(`Packing ${name}`, ['pack', '--pack-destination', folder], join(root, member))
    return [name, `file:${name.replace('@', '').replace('/', '-')}-${version}.tgz`]
  })

/** What a consumer has beside our packages, in the ranges that are tested here. */
const others = () => {
  const { dependencies, devDependencies } = readJson(join(root, 'bench/package.json'))
  const tools = readJson(join(root, 'package.json')).devDependencies
  const known = { ...dependencies, ...devDependencies, ...tools }
  const names = ['better-sqlite3', 'express', 'fastify', 'pg', 'typescript']
  const types = ['better-sqlite3', 'express', 'node', 'pg'].map((name) => `@types/${name}`)
  return Object.fromEntries([...names, ...types].map((name) => [name, known[name]]))
}

const write = (file, value) => writeFileSync(file, JSON.stringify(value, null, 2))

const play = (folder) => {
  write(join(folder, 'package.json'), {
    private: true,
    dependencies: { ...others(), ...Object.fromEntries(pack(folder)) },
    pnpm: { onlyBuiltDependencies: ['better-sqlite3'] },
  })
  write(join(folder, 'tsconfig.json'), { compilerOptions: strictest, include: Object.keys(kinds) })
  for (const [kind, type] of Object.entries(kinds)) {
    mkdirSync(join(folder, kind))
    write(join(folder, kind, 'package.json'), { type })
    copyFileSync(join(root, 'scripts/consumer/host.ts'), join(folder, kind, 'host.ts'))
  }
  runPnpm('Installing', ['install', '--ignore-workspace', '--prefer-offline', '--reporter=append-only'], folder)
  runNode('Compiling, the types of every library too', ['node_modules/typescript/bin/tsc', '-p', '.'], folder)
  for (const kind of Object.keys(kinds)) runNode(`Running as ${kind}`, [join(kind, 'host.js')], folder)
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
