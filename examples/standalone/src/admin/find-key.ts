import type { Khabeer } from '@khabeer/core'
import type { OwnedKey } from './list-keys.ts'
import { listKeys } from './list-keys.ts'

/** Finds a key of any account by its id. Throws when there is none. */
export const findKey = async (core: Khabeer, id: string): Promise<OwnedKey> => {
  const owned = (await listKeys(core)).find(({ apiKey }) => String(apiKey.id) === id)
  if (owned === undefined) throw new Error(`There is no key ${id}. See them: key list`)
  return owned
}
