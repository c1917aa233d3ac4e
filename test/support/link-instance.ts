import type { JsonClient } from './json-client.ts'
import { readQrPicture } from './qr-camera.ts'
import type { SandboxProcess } from './sandbox-process.ts'
import { until } from './until.ts'

/** Creates an instance over HTTP, has a phone of the sandbox scan its code, and waits until it is connected. */
export const linkInstance = async (client: JsonClient, sandbox: SandboxProcess, number: string): Promise<number> => {
  const { body } = await client<{ readonly id: number }>('POST', '/instances', { name: 'Main Store Number' })
  const picture = await until('a QR code is shown', 30_000, async () => {
    const answer = await client<{ readonly qr_base64?: string | null }>('GET', `/instances/${body.id}/qr`)
    return answer.body.qr_base64 ?? null
  })
  const png = Buffer.from(picture.replace('data:image/png;base64,', ''), 'base64')
  await sandbox.scanQr(number, readQrPicture(png))
  await until('the instance is connected', 30_000, async () => {
    const answer = await client<{ readonly status: string }>('GET', `/instances/${body.id}`)
    return answer.body.status === 'connected' ? true : null
  })
  return body.id
}
