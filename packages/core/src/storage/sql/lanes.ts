import type { Priority } from '../message-record.ts'

/** Lower goes first. */
const lanes: Readonly<Record<Priority, number>> = { high: -1, normal: 0, low: 1 }

/** Gives the lane in which messages of a priority wait. */
export const toLane = (priority: Priority): number => lanes[priority]

/** Gives the priority whose messages wait in a lane. */
export const toPriority = (lane: number): Priority => {
  if (lane < 0) return 'high'
  return lane > 0 ? 'low' : 'normal'
}
