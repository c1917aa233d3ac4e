/** Builds a function that prints a line with the seconds since the start before it. */
export const createProgress = () => {
  const startedAt = performance.now()
  return (line) => {
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)
    console.log(`[${seconds}s] ${line}`)
  }
}
