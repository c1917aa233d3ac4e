import type { Khabeer } from '@khabeer/core'
import type { MountOptions } from '@khabeer/express'
import { khabeerRouter } from '@khabeer/express'
import type { Host, HostOptions } from './host.ts'
import { startHost } from './host.ts'

/** How a host of the contract mounts a core. */
export interface ContractHostOptions
  extends Pick<HostOptions, 'isGentle' | 'major' | 'parser' | 'prefix' | 'socketPath'>,
    MountOptions {
  readonly core: Khabeer
}

/** Starts an app that serves a core. */
export const startContractHost = (options: ContractHostOptions): Promise<Host> => {
  const { major, parser, prefix, socketPath, isGentle, ...mount } = options
  return startHost({ major, parser, prefix, socketPath, isGentle, router: khabeerRouter(mount) })
}
