import pg from 'pg'

/** How a statement fails: with which code, and whether the server has done it by then. */
export interface StatementFault {
  readonly code: string
  readonly when: 'before' | 'after'
}

/** A pool whose statements can be made to fail. */
export interface FailingPool {
  readonly pool: pg.Pool
  /**
   * Fails the first statement of a piece of work, then of another one the second, and so on until one got through
   * unharmed. Gives how many failed.
   */
  failEach(fault: StatementFault, work: (nth: number) => Promise<void>): Promise<number>
  /** Lets every statement pass, until the next piece of work. */
  heal(): void
}

const mostStatements = 300

/** Builds the pool; whoever made it ends it. */
export const createFailingPool = (options: pg.PoolConfig): FailingPool => {
  const pool = new pg.Pool(options)
  let left = Infinity
  let fault: StatementFault = { code: '', when: 'before' }
  let hasStruck = false

  const answer = async (pass: () => Promise<unknown>): Promise<unknown> => {
    left -= 1
    if (left !== 0) return pass()
    hasStruck = true
    if (fault.when === 'after') await pass()
    throw Object.assign(new Error('Failed by the test.'), { code: fault.code })
  }
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...input: readonly unknown[]) => Promise<unknown>
    // What Khabeer calls is awaited: of the many forms that `pg` has, those that give a promise.
    client.query = ((...input: readonly unknown[]) => answer(() => query(...input))) as typeof client.query
  })

  const heal = (): void => {
    left = Infinity
  }

  return {
    pool,
    heal,
    failEach: async (given, work) => {
      fault = given
      for (let nth = 1; nth <= mostStatements; nth += 1) {
        left = nth
        hasStruck = false
        await work(nth)
        heal()
        if (!hasStruck) return nth - 1
      }
      throw new Error('No piece of work got through unharmed.')
    },
  }
}
