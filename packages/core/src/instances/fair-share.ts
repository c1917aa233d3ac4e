import type { LeaseCensus, WorkerRecord } from '../storage/lease-store.ts'

/** What one process may take, and what it has to give. */
export interface FairShare {
  /** The most instances it may hold. */
  readonly most: number
  /** How many it hands over now, so that others get theirs. */
  readonly handOver: number
}

/**
 * Divides the instances evenly among the living processes, within what each takes. Nobody gives an instance away only to
 * make the shares of two equal that differ by one; who has too few is given some.
 */
export const fairShare = (ownerId: string, { workers, instances }: LeaseCensus): FairShare => {
  const shares = divide(workers, instances)
  const own = shares.find((share) => share.ownerId === ownerId)
  if (own === undefined) return { most: 0, handOver: 0 }

  const free = instances - sum(shares, ({ held }) => held)
  const missing = sum(shares, ({ held, least }) => Math.max(0, least - held)) - Math.max(0, free)
  const surplus = sum(shares, ({ held, most }) => Math.max(0, held - most))
  // What those above their most give covers the rest first; then whoever can spare one, the fullest first.
  const donors = shares
    .filter(({ held, least }) => held > least)
    .toSorted((first, second) => second.held - first.held || (first.ownerId < second.ownerId ? -1 : 1))
    .slice(0, Math.max(0, missing - surplus))
  const spared = own.held <= own.most && donors.includes(own) ? 1 : 0
  return { most: own.most, handOver: Math.max(0, own.held - own.most) + spared }
}

interface Share extends WorkerRecord {
  readonly least: number
  readonly most: number
}

/** Those who take few are filled first; the others divide what is left. */
const divide = (workers: readonly WorkerRecord[], instances: number): readonly Share[] => {
  const shares: Share[] = []
  let left = instances
  let others = workers.length
  for (const worker of workers.toSorted((first, second) => capacityOf(first) - capacityOf(second))) {
    const capacity = capacityOf(worker)
    const least = Math.min(capacity, Math.floor(left / others))
    const most = Math.min(capacity, Math.ceil(left / others))
    shares.push({ ...worker, least, most })
    // Only one that is filled changes what the rest divides: those with room all have the same share.
    if (capacity > most) continue
    left -= capacity
    others -= 1
  }
  return shares
}

const capacityOf = ({ maxInstances }: WorkerRecord): number => maxInstances ?? Infinity

const sum = (shares: readonly Share[], of: (share: Share) => number): number =>
  shares.reduce((total, share) => total + of(share), 0)
