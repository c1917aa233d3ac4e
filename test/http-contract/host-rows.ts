import type { ApiOptions } from '../../packages/core/src/http/api.ts'
import type { HostPart } from '../../packages/core/src/testing/index.ts'
import { startFetchHost } from '../../packages/core/test/http/fetch-host.ts'
import { startHonoHost } from '../../packages/core/test/http/hono-host.ts'
import { startContractHost } from '../../packages/express/test/support/contract-host.ts'
import { startHost as startFastifyHost } from '../../packages/fastify/test/support/host.ts'

/** How a row mounts the API. */
export interface MountOptions
  extends Pick<ApiOptions, 'adminKey' | 'bodyTimeoutMs' | 'clock' | 'core' | 'failedKeysPerMinute' | 'throttle'> {
  readonly prefix: string
  /** Where it listens, as a path. @defaultValue a port of loopback */
  readonly socketPath?: string | undefined
  /** Whether it ends its streams and waits for every answer when it is closed. @defaultValue false: it breaks them off */
  readonly isGentle?: boolean | undefined
}

/** A server that listens on loopback. */
export interface StartedHost {
  readonly origin: string
  close(): Promise<void>
}

/** One way to serve the API. */
export interface HostRow {
  readonly name: string
  readonly prefix: string
  readonly answersFirst: readonly HostPart[]
  start(options: MountOptions): Promise<StartedHost>
}

type HostKind = Omit<HostRow, 'prefix'>

const express = (major: 'Express 4' | 'Express 5', parser: 'none' | 'json'): HostKind => ({
  name: parser === 'none' ? major : `${major} behind its JSON parser`,
  answersFirst: parser === 'none' ? [] : ['parser'],
  start: (options) => startContractHost({ ...options, major, parser }),
})

const express5 = express('Express 5', 'none')
const express5Json = express('Express 5', 'json')
const express4 = express('Express 4', 'none')
const express4Json = express('Express 4', 'json')
const fastify: HostKind = { name: 'Fastify 5', answersFirst: ['router'], start: startFastifyHost }
const fetchOnNode: HostKind = { name: 'fetch on Node', answersFirst: [], start: startFetchHost }
const hono: HostKind = { name: 'Hono on Node', answersFirst: [], start: startHonoHost }

const at = (prefix: '' | '/wa', kind: HostKind): HostRow => ({ ...kind, prefix, name: `${kind.name} at ${prefix}/` })

/** The hosts that are judged on each store; the first of all is the one that the others are compared with. */
export type RowsByStore = Readonly<Record<'SQLite' | 'PostgreSQL', readonly HostRow[]>>

/**
 * What runs with every other test: each framework on each store, with and without a parser and a prefix. The store is
 * behind the core and the framework before it, so that one row each way shows whether anything shines through.
 */
export const someRows: RowsByStore = {
  SQLite: [at('', express5), at('/wa', express4Json), at('/wa', fastify), at('', fetchOnNode)],
  PostgreSQL: [at('/wa', express5Json), at('', fastify), at('/wa', hono)],
}

/** One row for each adapter, and each major of what it is for. */
export const adapterRows = [at('', express5), at('', express4), at('', fastify), at('', fetchOnNode)] as const

const everyRow = [express5, express5Json, express4, express4Json, fastify, fetchOnNode, hono].flatMap((kind) => [
  at('', kind),
  at('/wa', kind),
])

/** Every host at either prefix on each store. */
export const allRows: RowsByStore = { SQLite: everyRow, PostgreSQL: everyRow }
