import { errorFacts } from '../../errors/error-facts.ts'
import type { Logger } from '../../logger.ts'
import type { ConnectOptions } from '../transport.ts'
import type { HostRequest, Outcome, RequestResults } from './thread-messages.ts'

/** Answers what the worker asks for one connection; never rejects. */
export const answerRequest = async (
  options: ConnectOptions | undefined,
  request: HostRequest,
  logger: Logger,
): Promise<Outcome> => {
  if (options === undefined) return refused('The connection is closed.')
  try {
    return { ok: true, value: await perform(options, request) }
  } catch (error) {
    const facts = { instanceId: options.instanceId, request: request.kind, error: errorFacts(error) }
    logger.error(facts, 'storage did not serve the transport')
    return refused('The storage failed.')
  }
}

const perform = async (options: ConnectOptions, request: HostRequest): Promise<RequestResults[HostRequest['kind']]> => {
  switch (request.kind) {
    case 'credentials.read':
      return options.credentials.read(request.type, request.ids)
    case 'credentials.write':
      await options.credentials.write(request.changes)
      return null
    case 'storedMessage':
      return options.storedMessage(request.waMessageId)
    default:
      throw new Error(`Unknown request ${String(request satisfies never)}`)
  }
}

const refused = (message: string): Outcome => ({
  ok: false,
  error: { code: 'failed', message, retryable: true, mayHaveLeft: false },
})
