import type { InstanceStatus } from '../storage/instance-record.ts'

/** Whom to look for on WhatsApp. */
export interface ContactCheckInput {
  /** The instance that asks WhatsApp. */
  readonly instanceId: number
  /** 1 to 50 numbers in international format; cleaned as a recipient is. */
  readonly phones: readonly string[]
}

/** What is known of one number. */
export interface CheckedContact {
  /** The cleaned digits. */
  readonly phone: string
  /** `pending` is not known yet: it is looked up, and a later call tells. Trouble never reads as `not_on_whatsapp`. */
  readonly status: 'exists' | 'not_on_whatsapp' | 'pending'
  /** The number as WhatsApp has it, where that is another one. */
  readonly waPhone: string | null
  /** When WhatsApp said so; null while it is pending. */
  readonly checkedAt: Date | null
}

/** The answer of a check. */
export interface ContactCheck {
  /** Where the instance stands that asks: nothing is looked up before it is `connected` or `restricted`. */
  readonly instanceStatus: InstanceStatus
  /** One for each number, in their order. */
  readonly contacts: readonly CheckedContact[]
}

/** The calls that look people up. */
export interface Contacts {
  /**
   * Tells which numbers are on WhatsApp: what was looked up lately at once, the rest as far as the pace of the number's
   * lookups allows within `waitMs`. Throws `instance_not_found`.
   *
   * @defaultValue waitMs 9_000
   */
  check(
    input: ContactCheckInput,
    options?: { readonly waitMs?: number; readonly signal?: AbortSignal },
  ): Promise<ContactCheck>
}
