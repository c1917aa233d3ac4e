import type { Storage } from '@khabeer/core'
import { isStorageError } from '@khabeer/core'
import { wrapStorage } from '../../seams/wrap-storage.ts'

/** Builds a storage that says which verbs the fence refused, and changes nothing else. */
export const countRefusals = (storage: Storage, onRefused: (verb: string) => void): Storage =>
  wrapStorage(storage, async ({ verb, args, run }) => {
    try {
      return await run(args)
    } catch (error) {
      if (isStorageError(error) && error.code === 'stale_lease') onRefused(verb)
      throw error
    }
  })
