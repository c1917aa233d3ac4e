/** Says how something that was begun ends. */
export type OnEnd = (end: () => Promise<unknown>) => void

/**
 * Plays, and ends all that was begun, the last first, also when the play fails: what goes on would keep the process alive
 * for ever, and nobody would hear of the failure.
 */
export const withEndings = async <T>(play: (onEnd: OnEnd) => Promise<T>): Promise<T> => {
  const ends: (() => Promise<unknown>)[] = []
  try {
    return await play((end) => void ends.unshift(end))
  } finally {
    // Each has its turn, whatever becomes of the one before.
    for (const end of ends) await end().catch(() => undefined)
  }
}
