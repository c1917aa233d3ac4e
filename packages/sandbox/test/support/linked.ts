import type { Sandbox, SandboxOptions } from '@khabeer/sandbox'
import { startSandbox } from '@khabeer/sandbox'
import type { WASocket } from '@whiskeysockets/baileys'
import type { TestClient } from './test-client.ts'
import { createTestClient } from './test-client.ts'

export const NUMBER = '491510000001'
export const PEER = '491510000002'
export const PEER_JID = `${PEER}@s.whatsapp.net`

/** A sandbox with one client linked to NUMBER. */
export interface Linked extends AsyncDisposable {
  readonly sandbox: Sandbox
  readonly client: TestClient
}

export async function startLinked(
  options?: SandboxOptions,
  config?: Parameters<typeof createTestClient>[1],
): Promise<Linked> {
  const sandbox = await startSandbox(options)
  const client = createTestClient(sandbox, config)
  await client.link(sandbox.phone(NUMBER))
  return {
    sandbox,
    client,
    async [Symbol.asyncDispose]() {
      await client.close()
      await sandbox.close()
    },
  }
}

interface Ack {
  readonly attrs: Readonly<Record<string, string>>
}

/** Resolves with the attributes of the ack of a message. */
export function ackOf(socket: WASocket, id: string): Promise<Ack['attrs']> {
  return new Promise((resolve) => {
    const listener = ({ attrs }: Ack) => {
      if (attrs.id !== id) return
      socket.ws.off('CB:ack,class:message', listener)
      resolve(attrs)
    }
    socket.ws.on('CB:ack,class:message', listener)
  })
}

/** Resolves with the types of the receipts of a message when there are that many; the client folds its events. */
export function receiptsOf(socket: WASocket, id: string, count: number): Promise<readonly string[]> {
  const types: string[] = []
  return new Promise((resolve) => {
    socket.ws.on('CB:receipt', ({ attrs }: Ack) => {
      if (attrs.id === id) types.push(attrs.type ?? 'delivered')
      if (types.length === count) resolve(types)
    })
  })
}

/** Resolves when the client reports a status for a message. */
export async function statusOf(client: TestClient, id: string, status: number): Promise<void> {
  await client.next('messages.update', (updates) =>
    updates.some(({ key, update }) => key.id === id && update.status === status),
  )
}
