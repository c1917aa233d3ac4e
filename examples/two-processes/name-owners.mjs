/**
 * Tells which server stands behind each name that owns numbers. A process gives itself a new name at its start, and when
 * it lost its leases; as servers start one at a time, a new name is that of the only one that lives without one.
 *
 * @param {ReadonlyMap<string, string>} known Server by owner.
 * @param {readonly string[]} owners Those that live, by the database's word.
 * @param {readonly { name: string, state: string }[]} servers
 * @returns {ReadonlyMap<string, string>}
 */
export const nameOwners = (known, owners, servers) => {
  const strangers = owners.filter((owner) => !known.has(owner))
  if (strangers.length !== 1) return known
  const named = new Set(owners.map((owner) => known.get(owner)))
  const nameless = servers.filter(({ name, state }) => isAlive(state) && !named.has(name))
  return nameless.length === 1 ? new Map([...known, [strangers[0], nameless[0].name]]) : known
}

const isAlive = (state) => state === 'starting' || state === 'serving'
