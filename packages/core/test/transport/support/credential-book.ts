import type { CredentialAccess } from '../../../src/transport/transport.ts'

/** Credentials of one instance in memory, with a hand on what the store does. */
export interface CredentialBook extends CredentialAccess {
  readonly values: Map<string, Uint8Array>
  /** The keys of all values that were read and there, in order. */
  readonly readKeys: string[]
  /** Resolves once something is stored under the key, `type/id`. */
  stored(key: string): Promise<void>
  /** The keys of all that was stored, a list for each write. */
  readonly writtenKeys: (readonly string[])[]
  /** Keeps every later write waiting; `begun` resolves with the first that does, and `release` lets them all through. */
  holdWrites(): { readonly begun: Promise<void>; release(): void }
  /** Makes every later write fail, until they are mended. */
  breakWrites(): void
  mendWrites(): void
}

/** Creates an empty book. */
export const createCredentialBook = (): CredentialBook => {
  const values = new Map<string, Uint8Array>()
  const readKeys: string[] = []
  const writtenKeys: (readonly string[])[] = []
  const lookers = new Set<() => void>()
  let isBroken = false
  let gate: { readonly opened: Promise<void>; tellBegun(): void } | undefined
  return {
    values,
    readKeys,
    writtenKeys,
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
      gate?.tellBegun()
      await gate?.opened
      if (isBroken) throw new Error('the disk is full')
      writtenKeys.push(changes.map(({ type, id }) => `${type}/${id}`))
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
    holdWrites: () => {
      let tellBegun = () => {}
      const begun = new Promise<void>((resolve) => {
        tellBegun = resolve
      })
      let release = () => {}
      const opened = new Promise<void>((resolve) => {
        release = () => {
          gate = undefined
          resolve()
        }
      })
      gate = { opened, tellBegun }
      return { begun, release }
    },
    breakWrites: () => {
      isBroken = true
    },
    mendWrites: () => {
      isBroken = false
    },
  }
}
