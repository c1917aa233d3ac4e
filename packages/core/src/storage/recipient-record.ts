/** What one instance knows of one recipient. */
export interface RecipientRecord {
  readonly instanceId: number
  /** The recipient's digits. */
  readonly recipient: string
  /** When the instance first and last wrote to the recipient. */
  readonly firstSentAt: number | null
  readonly lastSentAt: number | null
  readonly lastInboundAt: number | null
  /** The latest lookup: `found` with the transport's address, or `missing`; null before the first. */
  readonly lookup: 'found' | 'missing' | null
  readonly address: string | null
  /** The number as WhatsApp has it, where a lookup found it under another than the recipient's. */
  readonly waNumber: string | null
  readonly lookedUpAt: number | null
}
