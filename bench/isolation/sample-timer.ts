/**
 * Sets a timer of 1 ms again and again, and gives by how many milliseconds each was late. No timer can be set while the
 * loop is held up: the ones that would have been due meanwhile count with what was left of the wait.
 */
export const sampleTimer = (forMs: number): Promise<readonly number[]> =>
  new Promise((resolve) => {
    const lateMs: number[] = []
    const endsAt = performance.now() + forMs

    const wait = () => {
      const dueAt = performance.now() + 1
      setTimeout(() => {
        const now = performance.now()
        lateMs.push(Math.max(0, now - dueAt))
        for (let left = now - dueAt - 1; left > 0; left -= 1) lateMs.push(left)
        if (now < endsAt) wait()
        else resolve(lateMs)
      }, 1)
    }
    wait()
  })
