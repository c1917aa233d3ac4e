import type { Khabeer } from '@khabeer/core'
import type { MountOptions } from '@khabeer/express'
import { khabeerRouter } from '@khabeer/express'
import type { Host, HostOptions } from './host.ts'
import { startHost } from './host.ts'

/** How a host of the contract mounts a core. */
export interface ContractHostOptions extends Pick<HostOptions, 'major' | 'parser' | 'prefix'>, MountOptions {
  readonly core: Khabeer
}

/** Starts an app that serves a core. */
export const startContractHost = ({ major, parser, prefix, ...mount }: ContractHostOptions): Promise<Host> =>
  startHost({ major, parser, prefix, router: khabeerRouter(mount) })
