/** How far a pool grows. */
export interface PoolSize {
  /** The most threads there may be. */
  readonly threads: number
  /** How many lines each thread has before another is started. */
  readonly linesEach: number
}

/** How many more lines than another thread the one has to have before an instance leaves it, and its memory there. */
const slack = 25

/**
 * Chooses the thread for a new line by how many lines each has; the number of threads stands for one to be started.
 * `home` is the thread that remembers the instance.
 */
export const chooseThread = (lines: readonly number[], home: number | null, size: PoolSize): number => {
  const fewest = Math.min(...lines)
  if (lines.length < size.threads && fewest >= size.linesEach) return lines.length
  const atHome = home === null ? undefined : lines[home]
  if (home !== null && atHome !== undefined && atHome - fewest < slack) return home
  return lines.indexOf(fewest)
}
