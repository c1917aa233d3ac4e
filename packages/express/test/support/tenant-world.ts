import type { Clock, Khabeer, Storage } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'
import { khabeerRouter } from '@khabeer/express'
import type { Host } from './host.ts'
import { startHost } from './host.ts'
import type { Named } from './tenant-rows.ts'

/** An id of each kind, and the account that they belong to. */
export interface Belongings extends Readonly<Record<Named, number>> {
  /** The name of the instance and the key, and the text of the message. */
  readonly name: string
  /** The recipient of the message. */
  readonly recipient: string
}

/** Two accounts on one store, served over HTTP, and keys of every kind for one of them. */
export interface TenantWorld {
  readonly core: Khabeer
  readonly host: Host
  /** What belongs to another account. */
  readonly other: Belongings
  /** What belongs to the same account, and is not among what {@link TenantWorld.keys} `bounded` sees. */
  readonly unseen: Belongings
  /** Makes something new that belongs to the asking account. */
  makeOwn(): Promise<Belongings>
  readonly keys: {
    readonly full: string
    readonly revoked: string
    readonly expired: string
    readonly disabled: string
    /** A key that has only these scopes. */
    readonly only: Readonly<Record<'read' | 'send' | 'manage', string>>
    /** A key for another instance than `unseen`. */
    readonly bounded: string
  }
  close(): Promise<void>
}

/** What opens the routes of whoever runs the server. */
export const adminKey = 'admin-key-of-the-matrix'

/** Starts a core that owns no number, so that nothing but the answers matters, with time that passes fast. */
export const startTenantWorld = async (storage: Storage, clock: Clock): Promise<TenantWorld> => {
  const core = createKhabeer({ storage, role: 'api', clock })
  await core.start()
  const host = await startHost({
    major: 'Express 5',
    prefix: '',
    parser: 'none',
    router: khabeerRouter({ core, clock, adminKey, failedKeysPerMinute: 1_000_000, throttle: false }),
  })
  const newAccount = async (name: string): Promise<number> => (await core.accounts.create({ name })).id
  const make = async (accountId: number, name: string, recipient: string): Promise<Belongings> => {
    const { id: instance } = await core.account(accountId).instances.create({ name })
    const { id: message } = await core.account(accountId).send({ instanceId: instance, to: recipient, text: name })
    const { apiKey } = await core.apiKeys.create({ accountId, name })
    return { accountId, name, recipient, instance, message, apiKey: apiKey.id }
  }
  const accountId = await newAccount('own')
  const otherId = await newAccount('other')
  const disabledId = await newAccount('disabled')
  const seen = await make(accountId, 'Seen', '201055555502')
  const keyFor = async (input: Parameters<Khabeer['apiKeys']['create']>[0]) =>
    core.apiKeys.create({ accountId, ...input })

  const revoked = await keyFor({})
  await core.apiKeys.revoke(revoked.apiKey.id, accountId)
  const expired = await keyFor({ expiresAt: new Date(clock.now() + 1_000) })
  while ((await core.apiKeys.authenticate(expired.key)) !== null) await new Promise(setImmediate)
  const disabled = await keyFor({ accountId: disabledId })
  await core.accounts.disable(disabledId)

  return {
    core,
    host,
    other: await make(otherId, 'canary-other', '201055555504'),
    unseen: await make(accountId, 'canary-unseen', '201055555501'),
    makeOwn: () => make(accountId, 'Own', '201055555503'),
    keys: {
      full: (await keyFor({})).key,
      revoked: revoked.key,
      expired: expired.key,
      disabled: disabled.key,
      only: {
        read: (await keyFor({ scopes: ['read'] })).key,
        send: (await keyFor({ scopes: ['send'] })).key,
        manage: (await keyFor({ scopes: ['manage'] })).key,
      },
      bounded: (await keyFor({ instanceIds: [seen.instance] })).key,
    },
    close: async () => {
      await host.close()
      await core.stop()
    },
  }
}

/** Tells whether an answer shows anything that belongs to somebody. */
export const speaksOf = ({ name, recipient, instance }: Belongings, text: string): boolean =>
  [name, recipient, `instance="${instance}"`].some((trace) => text.includes(trace))
