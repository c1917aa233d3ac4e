import type { SendBulkInput } from '@khabeer/core'

/** How many times as much is asked for as the pace allows. */
const times = 10
const regulars = 12
const lanes = ['low', 'normal', 'high'] as const

/** Gives what one number is asked to send in one minute: to people it knows, and to ever new ones. */
export const demandOfMinute = (
  instanceId: number,
  input: { readonly minute: number; readonly messagesAMinute: number; readonly place: number },
): SendBulkInput => {
  const count = Math.min(100, input.messagesAMinute * times)
  return {
    instanceId,
    messages: Array.from({ length: count }, (_, index) => ({
      to: index % 2 === 0 ? regular(input.place, index) : stranger(input, index),
      text: `Minute ${input.minute}, number ${index}`,
      priority: lanes[index % lanes.length],
    })),
  }
}

const regular = (place: number, index: number): string =>
  `2010${place}${String((index / 2) % regulars).padStart(7, '0')}`

const stranger = ({ place, minute }: { readonly place: number; readonly minute: number }, index: number): string =>
  `2011${place}${String(minute * 100 + index).padStart(7, '0')}`
