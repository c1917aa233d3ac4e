/** What may cut a piece of work short. */
export interface Limits {
  readonly timeoutMs: number
  /** Builds the error for work that is late. */
  readonly late: () => Error
  /** Aborts once the line is lost. */
  readonly lost?: AbortSignal
  readonly lostError?: () => Error
}

/** Settles as the work does, unless it is late or the line is lost first; leaves no timer and no listener. */
export const settleWithin = <T>(work: Promise<T>, limits: Limits): Promise<T> => {
  const { lost } = limits
  return new Promise<T>((resolve, reject) => {
    const clean = () => {
      clearTimeout(timer)
      lost?.removeEventListener('abort', lose)
    }
    const lose = () => {
      clean()
      reject((limits.lostError ?? limits.late)())
    }
    const timer = setTimeout(() => {
      clean()
      reject(limits.late())
    }, limits.timeoutMs)
    if (lost?.aborted) return lose()
    lost?.addEventListener('abort', lose)
    work.then(
      (value) => {
        clean()
        resolve(value)
      },
      (error: unknown) => {
        clean()
        reject(error)
      },
    )
  })
}
