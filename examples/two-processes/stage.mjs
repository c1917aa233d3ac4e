import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startPostgres } from '../../scripts/postgres/start-postgres.mjs'
import { root } from '../../scripts/setup/paths.mjs'
import { createChildren } from '../../scripts/show/children.mjs'

const sandboxScript = join(root, 'packages/sandbox/bin/khabeer-sandbox.js')
const serverScript = join(root, 'examples/standalone/dist/main.js')

/** How long a process that went silent keeps its numbers, in seconds. Short, so that nobody waits long for the show. */
export const leaseSeconds = 5

/**
 * Starts all that the processes need: a PostgreSQL, and the sandbox for a WhatsApp. What a server gets is what anybody
 * can set, and the same for each: nothing says which of them owns what.
 */
export const createStage = () => {
  const folder = mkdtempSync(join(tmpdir(), 'khabeer-two-processes-'))
  const children = createChildren()
  let postgres
  let database

  const start = async () => {
    postgres = await startPostgres()
    database = new pg.Pool({ connectionString: postgres.url, max: 1 })
    // A resting connection that is lost shows at the next look.
    database.on('error', () => undefined)
    const infoFile = join(folder, 'sandbox.json')
    const caFile = join(folder, 'sandbox-ca.pem')
    await children.start('The sandbox', {
      args: [sandboxScript, '--port', '0', '--control-port', '0', '--info-file', infoFile, '--ca-file', caFile],
      ready: /control: \S+\n/,
    })
    const { url, rootKey, controlUrl } = JSON.parse(readFileSync(infoFile, 'utf8'))
    const key = `example_${randomBytes(12).toString('hex')}`
    const settings = {
      KHABEER_DATABASE: postgres.url,
      KHABEER_LEASE: `${leaseSeconds}s`,
      KHABEER_PORT: '0',
      KHABEER_API_KEY: key,
      KHABEER_PACING: '120/60s',
      KHABEER_WHATSAPP_URL: url,
      KHABEER_WHATSAPP_ROOT_KEY: rootKey,
      KHABEER_WHATSAPP_CA: caFile,
    }
    const startServer = async (name) => {
      const { match, pid, ended } = await children.start(`Process ${name}`, {
        args: [serverScript],
        env: settings,
        ready: /listens on (\S+)\n/,
      })
      return { pid, baseUrl: match[1], ended }
    }
    return { database, key, controlUrl, startServer }
  }

  const close = async () => {
    await children.stop()
    await database?.end()
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  }

  return { start, close }
}
