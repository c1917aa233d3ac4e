import type { SendBulkInput } from '@khabeer/core'
import type { RunPlan } from '../rules.ts'
import type { ClockOptions } from './fast-clock.ts'

/** What a member is told when it starts. */
export interface MemberSettings {
  readonly connectionString: string
  readonly schema: string
  readonly clock: ClockOptions
  readonly whatsApp: { readonly url: string; readonly rootKey: string; readonly caPem: string }
  readonly plan: RunPlan
  readonly isControl: boolean
}

/** What a member does when it is asked. */
export interface MemberCalls {
  readonly [name: string]: (input: never) => unknown
  create(input: { readonly name: string }): Promise<number>
  /** Gives the QR code to scan; null when there is none to show yet. */
  qr(input: { readonly id: number }): Promise<string | null>
  status(input: { readonly id: number }): Promise<string>
  post(input: SendBulkInput): Promise<number>
  stop(input: null): Promise<null>
}
