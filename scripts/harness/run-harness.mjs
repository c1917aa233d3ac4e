import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { binOf, root } from '../setup/paths.mjs'
import { setUp } from '../setup/set-up.mjs'

const build = (name) => {
  const args = [binOf('tsup', 'tsup'), '--silent', '--config', `tsup.${name}.config.ts`]
  const { status } = spawnSync(process.execPath, args, { cwd: join(root, 'bench'), stdio: 'inherit' })
  return status === 0
}

/** Builds a harness of the benchmark's folder, runs one of its programs with these arguments, and gives its exit code. */
export const runHarness = async (name, program = 'main') => {
  if (!(await setUp()) || !build(name)) return 1
  const { main } = await import(`../../bench/${name}/dist/${program}.js`)
  let server = null
  const bringPostgres = async () => {
    const given = process.env.KHABEER_TEST_POSTGRES_URL
    if (given) return given
    const { startPostgres } = await import('../postgres/start-postgres.mjs')
    server = await startPostgres()
    return server.url
  }
  try {
    return await main(process.argv.slice(2), bringPostgres)
  } catch (error) {
    console.error(error)
    return 1
  } finally {
    await server?.stop()
  }
}
