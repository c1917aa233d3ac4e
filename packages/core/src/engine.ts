import PQueue from 'p-queue'
import { createConnectBudget } from './instances/connect-budget.ts'
import { createSupervisor } from './instances/supervisor.ts'
import { createVersionKeeper } from './instances/version-keeper.ts'
import { createMediaFetcher } from './media/fetch-media.ts'
import type { TemporaryDirectory } from './media/temporary-directory.ts'
import { createTemporaryDirectory } from './media/temporary-directory.ts'
import { createExpiryPass } from './queue/expiry-pass.ts'
import { createPrepare } from './queue/prepare.ts'
import type { ResolvedKhabeerOptions } from './resolve-options.ts'
import { createSweeper } from './retention/sweeper.ts'
import type { InstanceRecord } from './storage/instance-record.ts'
import type { MessageChange } from './storage/message-store.ts'
import type { Transport } from './transport/transport.ts'

/** How many files are fetched at the same time. */
const maxDownloads = 4

/** The part of Khabeer that owns numbers: the supervisor, the transport, the files on their way, and the sweeper. */
export interface Engine {
  /** Gives the rows of the instances that this process owns, as they were last seen. */
  owned(): readonly InstanceRecord[]
  stop(): Promise<void>
}

/** Starts the engine; what it made is taken down again when a part of it cannot start. */
export const startEngine = async (
  options: ResolvedKhabeerOptions,
  listeners: {
    readonly onMessageChange: (change: MessageChange) => void
    readonly onInstanceStatus: (row: InstanceRecord) => void
    readonly onQr: (row: InstanceRecord, qr: string, expiresAt: number) => void
  },
): Promise<Engine> => {
  const { storage, clock, logger, pacing, onUnknown, media, leaseMs, maxInstances, retention } = options
  const random = Math.random
  const connecting = createConnectBudget({ clock, random })
  const versions = createVersionKeeper(options.clientVersion, { clock, logger })
  const directory = await createTemporaryDirectory({ parent: media.directory })
  const fetcher = createMediaFetcher({ directory: directory.path, allow: media.allow })
  const transport = await makeTransport(options, directory)
  const supervisor = createSupervisor({
    storage,
    clock,
    logger,
    leaseMs,
    maxInstances,
    context: {
      ...listeners,
      storage,
      transport,
      clock,
      random,
      logger,
      connecting,
      versions,
      pacing,
      runner: {
        onUnknown,
        prepare: createPrepare({ clock, fetcher, downloads: new PQueue({ concurrency: maxDownloads }) }),
      },
    },
  })
  const sweeper = createSweeper({ storage, clock, random, logger, retention })
  const expiry = createExpiryPass({ storage, clock, logger, onChange: listeners.onMessageChange })

  // Every part is taken down, also when one before it fails.
  const stop = async (): Promise<void> => {
    const failures: unknown[] = []
    connecting.close()
    versions.close()
    // The numbers are handed over meanwhile: a slow batch holds up nobody who takes them.
    const sweeping = Promise.all([sweeper.stop(), expiry.stop()]).then(() => undefined)
    for (const end of [supervisor.stop, () => sweeping, transport.close, fetcher.close, directory.remove]) {
      await end().catch((cause: unknown) => failures.push(cause))
    }
    if (failures.length > 0) throw new AggregateError(failures, 'A part of Khabeer could not be stopped cleanly.')
  }

  try {
    await supervisor.start()
    sweeper.start()
    expiry.start()
  } catch (cause) {
    await stop()
    throw cause
  }
  return { owned: supervisor.owned, stop }
}

const makeTransport = async (
  { transport, logger, whatsApp, workers }: ResolvedKhabeerOptions,
  directory: TemporaryDirectory,
): Promise<Transport> => {
  try {
    return transport({ logger, whatsApp, temporaryDirectory: directory.path, workers })
  } catch (cause) {
    await directory.remove()
    throw cause
  }
}
