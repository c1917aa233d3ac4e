import type { IdempotencyInput } from '../message-store.ts'
import { StorageError } from '../storage-error.ts'
import { idempotencyMs } from './earlier-answer.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { one, run } from './program.ts'
import type { SqlContext } from './sql-context.ts'

/** A call that may carry an idempotency key. */
export interface KeyedCall {
  readonly accountId: number
  readonly at: number
  readonly idempotency?: IdempotencyInput | undefined
}

/** The steps that keep what a call with an idempotency key made, for whoever repeats it. */
export interface KeyedAnswers {
  /** Gives what the key of a call stands for; undefined without a key, and for one that is free. */
  find(call: KeyedCall): SqlProgram<{ readonly body_hash: string; readonly answer: string } | undefined>
  /** Keeps what the call made, as JSON. Throws `storage_busy` when somebody else took the key meanwhile. */
  keep(call: KeyedCall, made: unknown): SqlProgram<void>
}

/** Builds the steps that keep what calls with an idempotency key made. */
export const createKeyedAnswers = (context: SqlContext): KeyedAnswers => {
  const queries = createQueries(context)

  return {
    find: function* ({ accountId, at, idempotency }) {
      if (idempotency === undefined) return undefined
      const { route, key } = idempotency
      return yield* one(queries.findAnswer, { accountId, route, key, after: at - idempotencyMs })
    },
    keep: function* ({ accountId, at, idempotency }, made) {
      if (idempotency === undefined) return
      const { route, key, bodyHash } = idempotency
      const answer = JSON.stringify(made)
      const after = at - idempotencyMs
      const stored = yield* run(queries.insertAnswer, { accountId, route, key, bodyHash, answer, at, after })
      if (stored === 0) throw new StorageError('storage_busy', 'The same key is being used right now. Try again.')
    },
  }
}

interface StoredAnswer {
  accountId: number
  route: string
  key: string
  bodyHash: string
  answer: string
  at: number
  after: number
}

const createQueries = ({ prepare }: SqlContext) => ({
  findAnswer: prepare((db, parameter: Parameter<Pick<StoredAnswer, 'accountId' | 'route' | 'key' | 'after'>>) =>
    db
      .selectFrom('khabeer_idempotency')
      .select(['body_hash', 'answer'])
      .where('account_id', '=', parameter('accountId'))
      .where('route', '=', parameter('route'))
      .where('key', '=', parameter('key'))
      .where('created_at', '>', parameter('after')),
  ),
  insertAnswer: prepare((db, parameter: Parameter<StoredAnswer>) =>
    db
      .insertInto('khabeer_idempotency')
      .values({
        account_id: parameter('accountId'),
        route: parameter('route'),
        key: parameter('key'),
        body_hash: parameter('bodyHash'),
        answer: parameter('answer'),
        created_at: parameter('at'),
      })
      // A key that has had its day may be used for something else.
      .onConflict((conflict) =>
        conflict
          .columns(['account_id', 'route', 'key'])
          .doUpdateSet({
            body_hash: parameter('bodyHash'),
            answer: parameter('answer'),
            created_at: parameter('at'),
          })
          .where('khabeer_idempotency.created_at', '<=', parameter('after')),
      ),
  ),
})
