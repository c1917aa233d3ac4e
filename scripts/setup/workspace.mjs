import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readJson, root } from './paths.mjs'

const foldersIn = (parent) =>
  existsSync(join(root, parent)) ? readdirSync(join(root, parent)).map((name) => `${parent}/${name}`) : []

/** Lists the workspace's members below `packages` and `examples`, as folders relative to the root. */
export const listMembers = () =>
  [...foldersIn('packages'), ...foldersIn('examples')].filter((folder) =>
    existsSync(join(root, folder, 'package.json')),
  )

/** Lists the published packages, as folders relative to the root. */
export const listPackages = () => listMembers().filter((folder) => folder.startsWith('packages/'))

/**
 * Lists what has a build, each after what it stands on. Development dependencies do not count: the packages' tests
 * use each other in a circle.
 */
export const listBuilds = () => {
  const built = listMembers().filter((folder) => existsSync(join(root, folder, 'tsup.config.ts')))
  const manifests = new Map(built.map((folder) => [folder, readJson(join(root, folder, 'package.json'))]))
  const folderOf = new Map(built.map((folder) => [manifests.get(folder).name, folder]))
  const seen = new Set()
  const ordered = []
  const visit = (folder) => {
    if (seen.has(folder)) return
    seen.add(folder)
    const { dependencies = {}, peerDependencies = {} } = manifests.get(folder)
    for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
      if (folderOf.has(name)) visit(folderOf.get(name))
    }
    ordered.push(folder)
  }
  built.forEach(visit)
  return ordered
}
