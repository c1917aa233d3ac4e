import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { listen } from './listen.ts'
import { SettingsError } from './settings.ts'

const refusal = (port: number, host: string, portSetting: 'KHABEER_PORT' | 'KHABEER_WORKER_PORT') =>
  listen(createServer(), { port, host, portSetting }).catch((error: unknown) => error)

test.each(['KHABEER_PORT', 'KHABEER_WORKER_PORT'] as const)(
  'a port that is taken is told, with %s',
  async (setting) => {
    const other = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => {
      other.close()
    })
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0

    const error = await refusal(port, '127.0.0.1', setting)

    expect(error).toBeInstanceOf(SettingsError)
    expect(error).toMatchObject({
      message: `Port ${port} of 127.0.0.1 is taken, most likely by another server. Set ${setting} to another one, or to 0 for any that is free.`,
    })
  },
)

test('an address that the machine has not is told', async () => {
  const error = await refusal(0, '203.0.113.1', 'KHABEER_PORT')

  expect(error).toBeInstanceOf(SettingsError)
  expect(error).toMatchObject({ message: expect.stringMatching(/^203\.0\.113\.1 is no address .* KHABEER_HOST/) })
})
