/** How a line ended. */
export type LineEnd = 'client' | 'cut' | 'error' | 'logged_out' | 'paired' | 'refused' | 'replaced' | 'sandbox_closed'

/** One line that a client opened. */
export interface ConnectionRecord {
  /** The line's place among all lines, from 0; it tells which line a change is about. */
  readonly id: number
  /** What the client calls itself in the address it connects to, as `?client=`; null when it does not. */
  readonly clientName: string | null
  readonly kind: 'registration' | 'login'
  /** Number of the account; null for a registration that was never scanned, or a login for nobody. */
  readonly number: string | null
  readonly deviceId: number | null
  /** Epoch ms. */
  readonly openedAt: number
  /** When the client said it is ready for messages; null before that. */
  readonly activeAt: number | null
  /** When the line was over: from then on nothing that its client says is heard. */
  readonly closedAt: number | null
  readonly end: LineEnd | null
  /** Code of a refused login. */
  readonly code: number | null
}

/** The parts of a record that change while the line lives. */
export type ConnectionChange = Partial<Omit<ConnectionRecord, 'id' | 'clientName' | 'kind' | 'openedAt'>>
