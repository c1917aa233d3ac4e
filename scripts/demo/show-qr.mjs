import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from '../setup/paths.mjs'

/** Draws a QR code with half blocks, small enough for a terminal. */
export const showQr = async (text) => {
  // The workspace's root has no dependencies of its own: the standalone example's is used.
  const qrcode = createRequire(join(root, 'examples/standalone/package.json'))('qrcode')
  const type = process.stdout.isTTY ? 'terminal' : 'utf8'
  console.log(await qrcode.toString(text, { type, small: true, errorCorrectionLevel: 'L' }))
}
