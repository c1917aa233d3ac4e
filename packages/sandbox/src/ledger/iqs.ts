/** One query of a client. */
export interface IqRecord {
  /** Number of the account that asked; null while it is not linked. */
  readonly number: string | null
  readonly xmlns: string
  readonly type: string
  /** Tag of the first child; empty when there is none. */
  readonly child: string
}

/** Which queries to count: those that agree in every field that is given. */
export type IqFilter = { readonly [K in keyof IqRecord]?: IqRecord[K] | undefined }

/** Counts queries without keeping each of them: a client pings for days. */
export interface IqCounter {
  add(iq: IqRecord): void
  count(filter: IqFilter): number
}

/** Creates an empty counter. */
export function createIqCounter(): IqCounter {
  const tallies = new Map<string, { readonly iq: IqRecord; count: number }>()
  return {
    add(iq) {
      const key = JSON.stringify([iq.number, iq.xmlns, iq.type, iq.child])
      const tally = tallies.get(key) ?? { iq, count: 0 }
      tally.count += 1
      tallies.set(key, tally)
    },
    count: (filter) =>
      [...tallies.values()].reduce((sum, tally) => (matches(tally.iq, filter) ? sum + tally.count : sum), 0),
  }
}

function matches(iq: IqRecord, filter: IqFilter): boolean {
  const fields = ['number', 'xmlns', 'type', 'child'] as const
  return fields.every((field) => filter[field] === undefined || filter[field] === iq[field])
}
