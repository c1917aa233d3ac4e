import type { ConformanceCase } from './conformance-case.ts'
import { acceptCases } from './storage-conformance/accept.ts'
import { accountCases } from './storage-conformance/accounts.ts'
import { apiKeyCases } from './storage-conformance/api-keys.ts'
import { cancelQueuedCases } from './storage-conformance/cancel-queued.ts'
import { credentialCases } from './storage-conformance/credentials.ts'
import { deleteCases } from './storage-conformance/delete.ts'
import { eventCases } from './storage-conformance/events.ts'
import { historyCases } from './storage-conformance/history.ts'
import { holdCases } from './storage-conformance/holds.ts'
import { idempotencyCases } from './storage-conformance/idempotency.ts'
import { instanceCases } from './storage-conformance/instances.ts'
import { joinCases } from './storage-conformance/join.ts'
import { laneCases } from './storage-conformance/lanes.ts'
import { leaseCases } from './storage-conformance/leases.ts'
import { listCases } from './storage-conformance/list.ts'
import { pacingCases } from './storage-conformance/pacing.ts'
import { queueCases } from './storage-conformance/queue.ts'
import { queueDepthCases } from './storage-conformance/queue-depths.ts'
import { quotaCases } from './storage-conformance/quota.ts'
import { recipientCases } from './storage-conformance/recipients.ts'
import { retentionCases } from './storage-conformance/retention.ts'
import { settleCases } from './storage-conformance/settle.ts'
import { signalCases } from './storage-conformance/signals.ts'
import { statusStepCases } from './storage-conformance/status-steps.ts'
import type { StorageHarness } from './storage-conformance/storage-case.ts'
import { usageCases } from './storage-conformance/usage.ts'
import { wantedLookupCases } from './storage-conformance/wanted-lookups.ts'
import { wishCases } from './storage-conformance/wishes.ts'
import { withdrawCases } from './storage-conformance/withdraw.ts'

/**
 * Everything a storage promises.
 *
 * @example
 * ```ts
 * import type { StorageHarness } from '@khabeer/core/testing'
 * import { storageConformance } from '@khabeer/core/testing'
 *
 * declare const createHarness: () => Promise<StorageHarness>
 * for (const { run } of storageConformance) await run(createHarness)
 * ```
 */
export const storageConformance: readonly ConformanceCase<StorageHarness>[] = [
  ...acceptCases,
  ...quotaCases,
  ...idempotencyCases,
  ...joinCases,
  ...queueCases,
  ...queueDepthCases,
  ...laneCases,
  ...pacingCases,
  ...holdCases,
  ...withdrawCases,
  ...cancelQueuedCases,
  ...settleCases,
  ...statusStepCases,
  ...listCases,
  ...historyCases,
  ...instanceCases,
  ...wishCases,
  ...deleteCases,
  ...leaseCases,
  ...credentialCases,
  ...recipientCases,
  ...wantedLookupCases,
  ...eventCases,
  ...retentionCases,
  ...accountCases,
  ...apiKeyCases,
  ...usageCases,
  ...signalCases,
]
