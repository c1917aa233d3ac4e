import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { get } from 'node:http'
import type { ChangeBell } from './change-bell.ts'
import { readLines } from './read-lines.ts'

/** Follows what a sandbox writes into its ledger, from now on, and rings the bell after each; gives what ends that. */
export const followLedger = async (
  {
    controlUrl,
    events,
    bell,
  }: { readonly controlUrl: string; readonly events: readonly string[]; readonly bell: ChangeBell },
  hear: (event: unknown) => void,
): Promise<() => void> => {
  const closing = new AbortController()
  const query = events.map((event) => `event=${event}`).join('&')
  // A fetch would end where nothing happens for five minutes.
  const request = get(`${controlUrl}/admin/ledger/events?${query}`, { signal: closing.signal })
  const [body] = (await once(request, 'response')) as [IncomingMessage] // what this event is given
  const ended = (cause: unknown): void => {
    if (!closing.signal.aborted) bell.fail(new Error('The sandbox does not tell any more what happens.', { cause }))
  }
  readLines(body, (line) => {
    hear(JSON.parse(line))
    bell.ring()
  }).then(ended, ended)
  return () => closing.abort()
}
