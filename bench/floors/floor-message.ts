import { randomUUID } from 'node:crypto'

/** A message to be stored. */
export interface FloorMessage {
  readonly to: string
  readonly text: string
}

/** Stores messages together or not at all, and gives their ids; null when a quota does not allow them. */
export type FloorAccept = (messages: readonly FloorMessage[]) => Promise<readonly number[] | null>

/** The account that sends, and its instance. */
export const floorAccountId = 1
export const floorInstanceId = 1

/** Gives the periods that a message counts in, without time zones. */
export const floorPeriods = (): { readonly day: string; readonly month: string } => {
  const now = new Date().toISOString()
  return { day: now.slice(0, 10), month: now.slice(0, 7) }
}

/** Chooses the id under which a message is going to be sent. */
export const createFloorMessageId = (): string => `3EB0${randomUUID().slice(0, 18)}`
