import type { Call } from '../host/parent/api-client.ts'

/** How an instance stands, by its own API. */
export interface Standing {
  readonly instanceId: number
  readonly status: string
  readonly statusReason: string | null
  readonly heldReason: string | null
  readonly queued: number
}

/** Asks how every instance stands; null when no answer came. */
export const readStandings = async (call: Call): Promise<readonly Standing[] | null> => {
  const answer = await call('GET', '/instances')
  if (answer.kind === 'unknown' || answer.status !== 200) return null
  return Object.values(answer.body).map(toStanding)
}

const toStanding = (value: unknown): Standing => {
  const fields = new Map<string, unknown>(Object.entries(Object(value)))
  const word = (name: string): string | null => {
    const found = fields.get(name)
    return typeof found === 'string' ? found : null
  }
  return {
    instanceId: Number(fields.get('id')),
    status: word('status') ?? 'unknown',
    statusReason: word('status_reason'),
    heldReason: word('held_reason'),
    queued: Number(fields.get('queued')),
  }
}
