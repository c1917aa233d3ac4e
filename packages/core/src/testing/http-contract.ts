import type { ConformanceCase } from './conformance-case.ts'
import { administration } from './http-contract/administration.ts'
import { answerOrder } from './http-contract/answer-order.ts'
import { answeredByHost } from './http-contract/answered-by-host.ts'
import { apiKeys } from './http-contract/api-keys.ts'
import { bodies } from './http-contract/bodies.ts'
import { brokenRequests } from './http-contract/broken-requests.ts'
import { delivery } from './http-contract/delivery.ts'
import { description } from './http-contract/description.ts'
import { documentedErrors } from './http-contract/documented-errors.ts'
import { documentedExamples } from './http-contract/documented-examples.ts'
import { events } from './http-contract/events.ts'
import type { Check, HostPart, HttpContractHarness } from './http-contract/harness.ts'
import { hosting } from './http-contract/hosting.ts'
import { idempotency } from './http-contract/idempotency.ts'
import { instanceActions } from './http-contract/instance-actions.ts'
import { messageQueue } from './http-contract/message-queue.ts'
import { operation } from './http-contract/operation.ts'
import { ownHeaders } from './http-contract/own-headers.ts'
import { recipients } from './http-contract/recipients.ts'
import { timing } from './http-contract/timing.ts'

const toCases = (checks: Readonly<Record<string, Check>>): readonly ConformanceCase<HttpContractHarness>[] =>
  Object.entries(checks).map(([name, check]) => ({ name, run: async (create) => check(await create()) }))

/**
 * The HTTP API as its page documents it, for every adapter to be run against over a real socket.
 *
 * @example
 * ```ts
 * import type { HttpContractHarness } from '@khabeer/core/testing'
 * import { httpContract } from '@khabeer/core/testing'
 *
 * export const judge = async (harness: HttpContractHarness) => {
 *   for (const { run } of httpContract) await run(async () => harness)
 * }
 * ```
 */
export const httpContract: readonly ConformanceCase<HttpContractHarness>[] = [
  ...toCases(documentedExamples),
  ...toCases(documentedErrors),
  ...toCases(answerOrder),
  ...toCases(recipients),
  ...toCases(timing),
  ...toCases(idempotency),
  ...toCases(messageQueue),
  ...toCases(apiKeys),
  ...toCases(instanceActions),
  ...toCases(bodies),
  ...toCases(hosting),
  ...toCases(ownHeaders),
  ...toCases(operation),
  ...toCases(administration),
  ...toCases(description),
  ...toCases(events),
  ...toCases(delivery),
  ...toCases(brokenRequests),
  ...toCases(answeredByHost.parser),
  ...toCases(answeredByHost.router),
]

/** The names of the cases in which a part of the host may answer first; in all others the answers are those of any host. */
export const casesAnsweredByHost: Readonly<Record<HostPart, readonly string[]>> = {
  parser: Object.keys(answeredByHost.parser),
  router: Object.keys(answeredByHost.router),
}
