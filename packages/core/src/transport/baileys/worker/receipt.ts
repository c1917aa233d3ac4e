import type { BinaryNode } from '@whiskeysockets/baileys'
import type { ConnectionEvent } from '../../transport.ts'
import { serverOf, userOf } from './jid.ts'
import { toEpochMs } from './stanza-time.ts'

type ReceiptEvent = Extract<ConnectionEvent, { type: 'receipt' }>

/** No type means delivered; every other type says nothing about what a recipient has. */
const statusOfType: Readonly<Record<string, ReceiptEvent['status']>> = {
  '': 'delivered',
  read: 'read',
  played: 'played',
}

/**
 * Reads a receipt stanza as it came from the server, before the client folds it into other events. Ids are matched
 * whatever the address: a receipt may come from a contact's hidden address. Receipts of the account's own devices say
 * nothing about the recipient.
 */
export const toReceiptEvent = (
  node: BinaryNode,
  ownJids: readonly (string | undefined)[],
  now: number,
): ReceiptEvent | null => {
  const status = statusOfType[node.attrs.type ?? '']
  const sender = node.attrs.participant ?? node.attrs.from
  if (status === undefined || sender === undefined || isOwn(sender, ownJids)) return null
  const waMessageIds = [node.attrs.id, ...listedIds(node)].filter((id): id is string => id !== undefined && id !== '')
  if (waMessageIds.length === 0) return null
  return { type: 'receipt', waMessageIds: [...new Set(waMessageIds)], status, at: toEpochMs(node.attrs.t, now) }
}

const isOwn = (sender: string, ownJids: readonly (string | undefined)[]) =>
  ownJids.some((own) => own !== undefined && userOf(own) === userOf(sender) && serverOf(own) === serverOf(sender))

const listedIds = (node: BinaryNode) =>
  childrenOf(node)
    .filter((child) => child.tag === 'list')
    .flatMap(childrenOf)
    .filter((child) => child.tag === 'item')
    .map((item) => item.attrs.id)

const childrenOf = (node: BinaryNode): readonly BinaryNode[] => (Array.isArray(node.content) ? node.content : [])
