import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { environment, pnpmCommand } from '../setup/install.mjs'
import { readJson, root } from '../setup/paths.mjs'
import { listPackages } from '../setup/workspace.mjs'

const run = (title, { command, args }, options) => {
  console.log(`\n━━ ${title}`)
  const { status } = spawnSync(command, args, {
    stdio: 'inherit',
    ...options,
    env: { ...environment(), ...options.env },
  })
  if (status !== 0) throw new Error(`${title}: exit code ${status}`)
}

const runPnpm = (title, args, cwd) => run(title, pnpmCommand(args), { cwd })

/** Runs a script with this Node. */
export const runNode = (title, args, options) => run(title, { command: process.execPath, args }, options)

/** Writes a value as a JSON file. */
export const writeJson = (file, value) => writeFileSync(file, JSON.stringify(value, null, 2))

/** Packs every published package as it would be published; gives their names with the files. */
const pack = (folder) =>
  listPackages().map((member) => {
    const { name, version } = readJson(join(root, member, 'package.json'))
    runPnpm(`Packing ${name}`, ['pack', '--pack-destination', folder], join(root, member))
    return [name, `file:${name.replace('@', '').replace('/', '-')}-${version}.tgz`]
  })

/** Gives what is asked for in the ranges that are tested here. */
export const testedRanges = (names) => {
  const { dependencies, devDependencies } = readJson(join(root, 'bench/package.json'))
  const tools = readJson(join(root, 'package.json')).devDependencies
  const known = { ...dependencies, ...devDependencies, ...tools }
  return Object.fromEntries(names.map((name) => [name, known[name]]))
}

/** Makes a folder a project of somebody else, with the packed packages and others, of which some are built. */
export const installForeign = (folder, { others, built, type }) => {
  writeJson(join(folder, 'package.json'), {
    private: true,
    type,
    dependencies: { ...others, ...Object.fromEntries(pack(folder)) },
    pnpm: { onlyBuiltDependencies: built },
  })
  runPnpm('Installing', ['install', '--ignore-workspace', '--prefer-offline', '--reporter=append-only'], folder)
}
