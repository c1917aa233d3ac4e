import type { Khabeer } from '@khabeer/core'
import type { SandboxProcess } from '../process/start-sandbox.ts'

/** How many are linked at the same time. */
const atOnce = 5
const firstNumber = 201093610000

/** Creates instances and waits until all are connected; each is scanned by a phone of its own where there is a sandbox. */
export const linkAll = async (
  core: Khabeer,
  count: number,
  sandbox: SandboxProcess | null,
): Promise<readonly number[]> => {
  const numbers = Array.from({ length: count }, (_, index) => String(firstNumber + index))
  const ids: number[] = []
  const lane = async (): Promise<void> => {
    for (let number = numbers.shift(); number !== undefined; number = numbers.shift()) {
      ids.push(await link(core, number, sandbox))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return ids
}

const link = async (core: Khabeer, number: string, sandbox: SandboxProcess | null): Promise<number> => {
  const { id } = await core.instances.create({ name: number })
  const connected = new Promise<void>((resolve) => {
    const off = core.on('instance.status', ({ instance }) => {
      if (instance.id !== id || instance.status !== 'connected') return
      off()
      resolve()
    })
  })
  const { qr } = await core.instances.qr(id, { waitMs: 30_000 })
  if (qr !== null) await sandbox?.scanQr(number, qr)
  await connected
  return id
}
