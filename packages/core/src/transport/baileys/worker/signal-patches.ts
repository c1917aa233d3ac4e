import { AsyncResource } from 'node:async_hooks'
import { createRequire } from 'node:module'
import { verifyXeddsa } from './xeddsa.ts'

type QueueJob = (bucket: unknown, job: () => Promise<unknown>) => Promise<unknown>

/**
 * Repairs libsignal in this thread before the client loads it; no file of any package changes.
 *
 * - `verifySignature` returns false for a bad signature, and its callers in the client and in libsignal itself ignore
 *   what it returns: certificates, account signatures and signed pre-keys would all pass. Here it throws.
 * - The queue per address runs every job in the async context of the caller that started the queue, so that writes land
 *   in another caller's transaction, or in none. Here each job keeps the context of its own caller.
 */
export const patchSignalLibrary = (): void => {
  // libsignal belongs to the client: only from there is it found in every package manager's layout.
  const fromHere = createRequire(import.meta.url)
  const fromClient = createRequire(fromHere.resolve('@whiskeysockets/baileys'))

  const curve: { verifySignature: typeof assertSignature } = fromClient('libsignal/src/curve.js')
  curve.verifySignature = assertSignature

  const queuePath = fromClient.resolve('libsignal/src/queue_job.js')
  const queueJob: QueueJob = fromClient(queuePath)
  const queueModule = fromClient.cache[queuePath]
  if (queueModule === undefined) throw new Error('The job queue of libsignal could not be patched.')
  const queueInContext: QueueJob = (bucket, job) => queueJob(bucket, AsyncResource.bind(job))
  queueModule.exports = queueInContext
}

const assertSignature = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): true => {
  const rawKey = publicKey.length === 33 && publicKey[0] === 5 ? publicKey.subarray(1) : publicKey
  if (!verifyXeddsa(rawKey, message, signature)) throw new Error('Invalid signature')
  return true
}
