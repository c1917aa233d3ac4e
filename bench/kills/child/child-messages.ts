import type { SendInput } from '@khabeer/core'
import type { Control } from '../kills-options.ts'
import type { KillPoint, TakeoverStep } from '../plan/kill-points.ts'

/** Where a gateway keeps everything. */
export type StorePlace =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly connectionString: string; readonly schema: string }

/** The place at which a process ends itself. */
export interface ArmedPoint {
  readonly point: KillPoint
  readonly step: TakeoverStep
  /** How often it is let go by. */
  readonly skip: number
  /** How long after the beginning of an upload. */
  readonly delayMs: number
}

/** What a child is told when it starts. */
export interface ChildSettings {
  /** How WhatsApp and the database know it. */
  readonly name: string
  readonly store: StorePlace
  readonly leaseMs: number
  readonly whatsApp: { readonly url: string; readonly rootKey: string; readonly caPem: string }
  /** `host:port` of the files that are sent. */
  readonly fileHost: string
  readonly mediaDirectory: string
  readonly control: Control | null
  readonly armed: ArmedPoint | null
}

/** A call of a child, as it crosses to it. */
export type ChildCall =
  | { readonly method: 'createInstance'; readonly input: string }
  | { readonly method: 'qr'; readonly input: number }
  | { readonly method: 'send'; readonly input: SendInput }

/** From the harness to a child. */
export type ToChild =
  | { readonly type: 'begin'; readonly settings: ChildSettings }
  | { readonly type: 'call'; readonly id: number; readonly call: ChildCall }

/** From a child to the harness. */
export type FromChild =
  | { readonly type: 'started' }
  | { readonly type: 'returned'; readonly id: number; readonly value: number | string | null }
  | { readonly type: 'threw'; readonly id: number; readonly code: string }
