import type { CredentialAccess } from '../../../src/transport/transport.ts'

/** Credentials of one instance in memory, with a hand on what the store does. */
export interface CredentialBook extends CredentialAccess {
  readonly values: Map<string, Uint8Array>
  /** The keys of all values that were read and there, in order. */
  readonly readKeys: string[]
  /** Resolves once something is stored under the key, `type/id`. */
  stored(key: string): Promise<void>
  /** Makes every later write fail, until they are mended. */
  breakWrites(): void
  mendWrites(): void
}

/** Creates an empty book. */
export const createCredentialBook = (): CredentialBook => {
  const values = new Map<string, Uint8Array>()
  const readKeys: string[] = []
  const lookers = new Set<() => void>()
  let isBroken = false
  return {
    values,
    readKeys,
    read: async (type, ids) => {
      readKeys.push(...ids.map((id) => `${type}/${id}`).filter((key) => values.has(key)))
      return new Map(
        ids.flatMap((id) => {
          const value = values.get(`${type}/${id}`)
          return value === undefined ? [] : [[id, value] as const]
        }),
      )
    },
    write: async (changes) => {
      if (isBroken) throw new Error('the disk is full')
      for (const { type, id, value } of changes) {
        if (value === null) values.delete(`${type}/${id}`)
        else values.set(`${type}/${id}`, value)
      }
      for (const look of [...lookers]) look()
    },
    stored: (key) =>
      new Promise((resolve) => {
        const look = () => {
          if (!values.has(key)) return
          lookers.delete(look)
          resolve()
        }
        lookers.add(look)
        look()
      }),
    breakWrites: () => {
      isBroken = true
    },
    mendWrites: () => {
      isBroken = false
    },
  }
}
