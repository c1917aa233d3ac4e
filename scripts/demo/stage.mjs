import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../setup/paths.mjs'
import { createChildren } from '../show/children.mjs'
import { startFileServer } from './file-server.mjs'
import { createPdf, createPng } from './sample-files.mjs'

const sandboxScript = join(root, 'packages/sandbox/bin/khabeer-sandbox.js')
const serverScript = join(root, 'examples/standalone/dist/main.js')

const files = () => ({
  '/sunrise.png': { mimetype: 'image/png', bytes: createPng() },
  '/invoice-2041.pdf': { mimetype: 'application/pdf', bytes: createPdf() },
})

/**
 * Starts all that the walk needs: the sandbox and the standalone server as processes, a file server, and a temporary
 * folder. The server gets what anybody can set, and nothing else.
 */
export const createStage = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'khabeer-demo-'))
  const children = createChildren()
  const media = await startFileServer(files())
  const close = async () => {
    await children.stop()
    media.close()
    rmSync(folder, { recursive: true, force: true })
  }

  const start = async () => {
    const infoFile = join(folder, 'sandbox.json')
    const caFile = join(folder, 'sandbox-ca.pem')
    await children.start('The sandbox', {
      args: [sandboxScript, '--port', '0', '--control-port', '0', '--info-file', infoFile, '--ca-file', caFile],
      ready: /control: \S+\n/,
    })
    const sandbox = JSON.parse(readFileSync(infoFile, 'utf8'))
    const settings = {
      KHABEER_DATABASE: join(folder, 'khabeer.db'),
      KHABEER_PORT: '0',
      KHABEER_PACING: '60/60s',
      KHABEER_MEDIA_ALLOW: media.hostPort,
      KHABEER_WHATSAPP_URL: sandbox.url,
      KHABEER_WHATSAPP_ROOT_KEY: sandbox.rootKey,
      KHABEER_WHATSAPP_CA: caFile,
    }
    const { match, output } = await children.start('The server', {
      args: [serverScript],
      env: settings,
      ready: /listens on (\S+)\n.*: (khb_\w+)\n/,
    })
    const [, baseUrl, key] = match
    return { baseUrl, key, settings, controlUrl: sandbox.controlUrl, fileUrl: media.url, serverOutput: output }
  }

  return { start, close }
}
