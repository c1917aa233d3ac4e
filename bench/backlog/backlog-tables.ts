/** The tables of a backlog, filled and emptied past Khabeer, because one accept after another would take minutes. */
export interface BacklogTables {
  /** Queues so many messages of the first instance, as accepts of the past would have left them. */
  fill(rows: number): Promise<void>
  /** Removes what was accepted after the filling. */
  trim(): Promise<void>
  close(): Promise<void>
}
