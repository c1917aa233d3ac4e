import type { KillPoint } from '../plan/kill-points.ts'

/** One process and its end. */
export interface KillRecord {
  readonly index: number
  readonly point: KillPoint
  /** Whether it was killed where it was to be; else it was killed a little later. */
  readonly isMet: boolean
  /** How many messages it left `sending`. */
  readonly sending: number
  /** How many of these WhatsApp had been given. */
  readonly atWhatsApp: number
  /** How long it lived. */
  readonly lifeMs: number
}
