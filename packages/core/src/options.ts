import type { Clock } from './clock.ts'
import type { Logger } from './logger.ts'
import type { MetricsOptions } from './metrics/metrics-options.ts'
import type { Pacing } from './pacing/pacing-rules.ts'
import type { Plan } from './storage/account-record.ts'
import type { Storage } from './storage/storage.ts'
import type { ClientVersionOptions, TransportFactory, WhatsAppOptions } from './transport/transport.ts'

/** How long what is stored is kept. It is removed in small batches, about once an hour; 0 keeps it for ever. */
export interface RetentionOptions {
  /**
   * How long a message is kept after the last change of its status, for instance `read`; at least 7. One that is
   * `queued` or `sending` is never removed.
   *
   * @defaultValue 90
   */
  readonly messagesDays?: number | undefined
  /**
   * How long the content of an ended message is kept; at least 7, because a phone that could not read a message asks for
   * it again. Afterwards the message is still there by its id.
   *
   * @defaultValue 30
   */
  readonly bodiesDays?: number | undefined
  /** How long the history of statuses is kept; that of a message goes with it in any case. @defaultValue 30 */
  readonly eventsDays?: number | undefined
  /** How long idempotency keys are kept: at least 24, for so long they count. @defaultValue 24 */
  readonly idempotencyHours?: number | undefined
}

/** What `createKhabeer` takes. */
export interface KhabeerOptions {
  /** Where everything is kept, e.g. `sqliteStorage({ file: 'khabeer.db' })`. */
  readonly storage: Storage
  /** The pace of every number. @defaultValue { messages: 20, perMs: 60_000 } */
  readonly pacing?: Pacing | undefined
  /**
   * What becomes of a message that was written and never acknowledged, once the line is back and WhatsApp's word of before
   * has been heard: `resend` writes it again under the same id, which WhatsApp shows once; `fail` ends it as
   * `outcome_unknown`. Proof that it arrived moves it on in either case.
   *
   * @defaultValue 'resend'
   */
  readonly onUnknown?: 'resend' | 'fail' | undefined
  /**
   * What this process does. `api` accepts messages and serves HTTP, and never starts the WhatsApp client; `worker` owns
   * numbers; `all` does both.
   *
   * @defaultValue 'all'
   */
  readonly role?: 'all' | 'api' | 'worker' | undefined
  /** The most instances this process owns at a time, where several share them. @defaultValue no limit */
  readonly maxInstances?: number | undefined
  /**
   * How long an owner that went silent keeps its instances: 1,000 to 600,000 ms. It prolongs its leases three times as
   * often. Only where several processes share the instances.
   *
   * @defaultValue 15_000
   */
  readonly leaseMs?: number | undefined
  /**
   * How many threads the WhatsApp client works in, 1 to 64. Each is started when an instance connects, and holds the
   * client's code once: about 60 MB.
   *
   * @defaultValue one for every 50 connected instances, and no more than the machine has cores
   */
  readonly workers?: number | undefined
  /** The plan and the time zone of the account `default`; what is given here is set anew at each start. */
  readonly defaultAccount?:
    | { readonly plan?: Partial<Plan> | undefined; readonly timeZone?: string | undefined }
    | undefined
  /** A key that acts for the account `default` beside the stored ones: at least 16 characters. */
  readonly apiKey?: string | undefined
  readonly media?:
    | {
        /** `host:port` pairs that media may come from although their address is private. @defaultValue [] */
        readonly allow?: readonly string[] | undefined
        /** Where media rests on its way. @defaultValue a private folder in the system's temporary directory */
        readonly directory?: string | undefined
      }
    | undefined
  /** How long what is stored is kept. @defaultValue what {@link RetentionOptions} says */
  readonly retention?: RetentionOptions | undefined
  /** Where what is measured is kept. @defaultValue a registry of Khabeer's own, see `core.metrics` */
  readonly metrics?: MetricsOptions | undefined
  /** Another WhatsApp server than the real one, and the version that the client says it has. */
  readonly whatsApp?: (WhatsAppOptions & ClientVersionOptions) | undefined
  /** How messages reach WhatsApp. @defaultValue the Baileys transport, in worker threads */
  readonly transport?: TransportFactory | undefined
  /** @defaultValue a logger that says nothing */
  readonly logger?: Logger | undefined
  /** @defaultValue the machine's clock */
  readonly clock?: Clock | undefined
}
