import type { Signal } from '@khabeer/core/sql'

/** The longest text that PostgreSQL carries is 8,000 bytes. */
const maxBytes = 7_500

/** Writes signals as one notice. What would not fit says only that everybody should look again. */
export const toPayload = (sender: string, signals: readonly Signal[]): string => {
  const payload = JSON.stringify([sender, ...signals])
  return payload.length <= maxBytes ? payload : JSON.stringify([sender, { kind: 'elsewhere' } satisfies Signal])
}

/** Reads a notice; one that another version wrote, or anybody else, says only that everybody should look again. */
export const fromPayload = (
  payload: string,
): { readonly sender: string | null; readonly signals: readonly Signal[] } => {
  try {
    const [sender, ...signals]: unknown[] = JSON.parse(payload)
    if (typeof sender === 'string' && signals.every(isSignal)) return { sender, signals }
  } catch {
    // Not ours: answered below.
  }
  return { sender: null, signals: [{ kind: 'elsewhere' }] }
}

const isSignal = (value: unknown): value is Signal => {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false
  if (value.kind === 'messages' || value.kind === 'instances') {
    return 'instanceId' in value && Number.isSafeInteger(value.instanceId)
  }
  return ['events', 'leases', 'accounts', 'elsewhere'].includes(String(value.kind))
}
