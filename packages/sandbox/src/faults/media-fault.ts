import type { MediaFault, MediaRequest } from '../media/media-faults.ts'
import type { FaultBook } from './fault-book.ts'

/** Takes the fault that waits for a media request, if one does. */
export function takeMediaFault(book: FaultBook, { operation }: MediaRequest): MediaFault | undefined {
  if (operation !== 'upload') return undefined
  const fault = book.take(['refuse_uploads', 'delay_uploads'], {})
  if (fault === undefined) return undefined
  return fault.kind === 'refuse_uploads'
    ? { action: 'answer', status: fault.status }
    : { action: 'delay', delayMs: fault.delayMs }
}
