import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installForeign, runNode, testedRanges } from '../consumer/foreign-project.mjs'
import { startPostgres } from '../postgres/start-postgres.mjs'
import { root } from '../setup/paths.mjs'

/** What the repository itself has no need of. */
const foreign = { bun: '1.4.5', next: '16.4.6', react: '19.3.1', 'react-dom': '19.3.1' }
const shared = ['better-sqlite3', 'pg', 'typescript', '@types/better-sqlite3', '@types/node', '@types/pg']

const hosts = { next: 'Next.js', bun: 'Bun' }

const play = async (folder, names) => {
  const others = { ...foreign, ...testedRanges(shared), '@types/react': '19.3.3' }
  cpSync(join(root, 'scripts/hosts/project'), folder, { recursive: true })
  installForeign(folder, { others, built: ['better-sqlite3', 'bun'], type: 'module' })
  const postgres = await startPostgres()
  try {
    for (const name of names) {
      runNode(`Calling ${hosts[name]}`, [`judge-${name}.mjs`], { cwd: folder, env: { DATABASE_URL: postgres.url } })
    }
  } finally {
    await postgres.stop()
  }
}

/** Serves the API in hosts that the tests leave out, each in a project of somebody else; says whether all went well. */
export const runHosts = async (asked) => {
  const names = asked.length === 0 ? Object.keys(hosts) : asked
  const unknown = names.find((name) => hosts[name] === undefined)
  if (unknown !== undefined) {
    console.error(`There is no host ${unknown}. Name some of: ${Object.keys(hosts).join(', ')}.`)
    return false
  }
  const folder = mkdtempSync(join(tmpdir(), 'khabeer-hosts-'))
  try {
    await play(folder, names)
    return true
  } catch (error) {
    console.error(`\n${error.message}`)
    return false
  } finally {
    rmSync(folder, { recursive: true })
  }
}
