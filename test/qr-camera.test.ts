import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readQrPicture } from './support/qr-camera.ts'
import { root } from './support/running-process.ts'

it.each([
  ['short', 'khabeer'],
  ['of digits', '20100123456789012345'],
  ['of capitals', 'HTTPS://KHABEER.EXAMPLE/A-B.C'],
  ['of mixed parts', `https://wa.me/x#2@${'aB3/'.repeat(40)},${'0123456789'.repeat(6)},KHABEER-KHABEER`],
  ['with other letters', 'خبير 👋'],
  ['long', 'z9'.repeat(300)],
])('the camera reads a code %s', async (_what, text) => {
  const qrcode = createRequire(join(root, 'examples/standalone/package.json'))('qrcode')

  const png: Buffer = await qrcode.toBuffer(text, { errorCorrectionLevel: 'L', margin: 4, scale: 6 })

  expect(readQrPicture(png)).toBe(text)
})
