/** What a member is told when it starts. */
export interface MemberSettings {
  /** How the database and WhatsApp know it. */
  readonly name: string
  readonly connectionString: string
  readonly schema: string
  readonly leaseMs: number
  readonly apiKey: string
  readonly whatsApp: { readonly url: string; readonly rootKey: string; readonly caPem: string }
  /** Whether nothing keeps it from writing what it does not own any more: the control of the whole harness. */
  readonly isWithoutFence: boolean
}

/** What a member tells of itself. */
export type MemberNews =
  | { readonly type: 'ready'; readonly url: string }
  /** The fence refused a write of it. */
  | { readonly type: 'refused'; readonly verb: string }
