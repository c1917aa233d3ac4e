import { startControlApi, startSandbox } from '@khabeer/sandbox'
import { expect, it } from 'vitest'
import { NUMBER } from './support/linked.ts'
import { createTestClient } from './support/test-client.ts'

// What the real demand looks like is not known beyond the name of its notification.
it('an account that needs a passkey is not linked, and the client gets the notification (a guess)', async () => {
  const sandbox = await startSandbox()
  const client = createTestClient(sandbox)
  const socket = client.connect()
  const { qr = '' } = await client.next('connection.update', (update) => update.qr !== undefined)
  const demands: unknown[] = []
  socket.ws.on('CB:notification,type:passkey_prologue_request', (demand: unknown) => demands.push(demand))
  const demanded = () => new Promise((resolve) => socket.ws.once('CB:notification', resolve))
  sandbox.phone(NUMBER).demandPasskey()
  const byQr = demanded()
  await expect(sandbox.phone(NUMBER).scanQr(qr)).rejects.toMatchObject({ code: 'passkey_demanded' })
  await byQr
  const code = await socket.requestPairingCode(NUMBER)
  const byCode = demanded()
  await expect(sandbox.phone(NUMBER).typePairingCode(code)).rejects.toMatchObject({ code: 'passkey_demanded' })
  await byCode

  expect(demands).toHaveLength(2)
  expect(socket.ws.isOpen).toBe(true)
  expect(sandbox.phone(NUMBER).linked).toBe(false)
  await client.close()
  await sandbox.close()
})

it('the demand is made and dropped over HTTP as well', async () => {
  const sandbox = await startSandbox()
  const control = await startControlApi(sandbox)
  const client = createTestClient(sandbox)
  client.connect()
  const { qr = '' } = await client.next('connection.update', (update) => update.qr !== undefined)
  const demand = (body: object) =>
    fetch(`${control.url}/admin/phones/${NUMBER}/demand-passkey`, { method: 'POST', body: JSON.stringify(body) })
  const scan = async () =>
    (await fetch(`${control.url}/admin/mock-phone/scan-qr?number=${NUMBER}`, { method: 'POST', body: qr })).status
  await demand({})

  expect(await scan()).toBe(409)
  await demand({ demanded: false })
  expect(await scan()).toBe(200)
  await client.close()
  await control.close()
  await sandbox.close()
})
