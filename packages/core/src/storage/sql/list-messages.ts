import type { Kysely, RawBuilder, SqlBool } from 'kysely'
import { sql } from 'kysely'
import type { MessagePage } from '../message-filter.ts'
import type { MessageRecord, MessageStatus } from '../message-record.ts'
import { messageStatuses } from '../message-status.ts'
import type { MessageRow } from './message-rows.ts'
import { messageColumns, surroundingColumns, toMessageRecord } from './message-rows.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { all } from './program.ts'
import type { Tables } from './schema.ts'
import type { SqlContext } from './sql-context.ts'

/**
 * Builds the program behind `messages.list`. The page is put together from the first rows of each status, which the
 * indexes hold in order: so it costs the same however rare a status is, and however much is stored.
 */
export const createListMessages = (
  context: SqlContext,
): ((accountId: number, page: MessagePage) => SqlProgram<readonly MessageRecord[]>) => {
  const queries = createQueries(context)

  return function* (accountId, page) {
    const rows: readonly MessageRow[] = yield* all(queries[wayTo(page)], toArguments(accountId, page))
    return rows.toSorted(newestFirst).slice(0, page.limit).map(toMessageRecord)
  }
}

/** Which index leads to the fewest messages. */
const wayTo = ({ recipient, errorCode, instanceId }: MessagePage): Way => {
  if (recipient !== undefined) return 'byRecipient'
  if (errorCode !== undefined) return 'byErrorCode'
  return instanceId === undefined ? 'byAccount' : 'byInstance'
}

type Way = 'byRecipient' | 'byErrorCode' | 'byInstance' | 'byAccount'

const newestFirst = (first: MessageRow, second: MessageRow): number =>
  second.queued_at - first.queued_at || second.id - first.id

type ListArguments = Readonly<Record<MessageStatus, 0 | 1>> & {
  readonly accountId: number
  readonly instanceId: number | null
  readonly recipient: string | null
  readonly errorCode: string | null
  readonly from: number
  /** The page begins behind the message that stands, or would stand, here. */
  readonly behindAt: number
  readonly behindId: number
  readonly limit: number
}

const toArguments = (accountId: number, page: MessagePage): ListArguments => {
  const { after, queuedTo = Number.MAX_SAFE_INTEGER } = page
  const isWanted = (status: MessageStatus): 0 | 1 => ((page.statuses ?? messageStatuses).includes(status) ? 1 : 0)
  // No message has the id 0: what was queued at the end of the time is not meant any more.
  const behind = after === undefined || after.queuedAt >= queuedTo ? { queuedAt: queuedTo, id: 0 } : after
  return {
    queued: isWanted('queued'),
    sending: isWanted('sending'),
    sent: isWanted('sent'),
    delivered: isWanted('delivered'),
    read: isWanted('read'),
    played: isWanted('played'),
    failed: isWanted('failed'),
    cancelled: isWanted('cancelled'),
    expired: isWanted('expired'),
    accountId,
    instanceId: page.instanceId ?? null,
    recipient: page.recipient ?? null,
    errorCode: page.errorCode ?? null,
    from: page.queuedFrom ?? 0,
    behindAt: behind.queuedAt,
    behindId: behind.id,
    limit: page.limit,
  }
}

const createQueries = ({ prepare }: SqlContext) => {
  const by = (isMeant: (parameter: Parameter<ListArguments>) => RawBuilder<SqlBool>) =>
    prepare((db, parameter: Parameter<ListArguments>) => {
      const firstRows = (status: MessageStatus) => firstRowsOf(db, parameter, { status, isMeant: isMeant(parameter) })
      const [first, ...others] = messageStatuses
      const listed = others.reduce((query, status) => query.unionAll(firstRows(status)), firstRows(first))
      // What stands around them is joined to those few rows: before their limit, a planner might do it for all.
      return db
        .selectFrom(listed.as('listed'))
        .leftJoin('khabeer_instances as instance', 'instance.id', 'listed.instance_id')
        .leftJoin('khabeer_accounts as account', 'account.id', 'listed.account_id')
        .selectAll('listed')
        .select(surroundingColumns)
    })

  return {
    byAccount: by((parameter) => sql`message.account_id = ${parameter('accountId')}`),
    byInstance: by(
      (parameter) => sql`
        message.instance_id = ${parameter('instanceId')} and message.account_id = ${parameter('accountId')}`,
    ),
    byRecipient: by(
      (parameter) => sql`
        message.account_id = ${parameter('accountId')} and message.recipient = ${parameter('recipient')}
        and (cast(${parameter('instanceId')} as bigint) is null or message.instance_id = ${parameter('instanceId')})
        and (cast(${parameter('errorCode')} as text) is null or message.error_code = ${parameter('errorCode')})`,
    ),
    byErrorCode: by(
      (parameter) => sql`
        message.account_id = ${parameter('accountId')} and message.error_code = ${parameter('errorCode')}
        and (cast(${parameter('instanceId')} as bigint) is null or message.instance_id = ${parameter('instanceId')})`,
    ),
  }
}

/** The first rows of one status, read only if it is asked for. */
const firstRowsOf = (
  db: Kysely<Tables>,
  parameter: Parameter<ListArguments>,
  { status, isMeant }: { readonly status: MessageStatus; readonly isMeant: RawBuilder<SqlBool> },
) =>
  db
    .selectFrom(
      db
        .selectFrom('khabeer_messages as message')
        .select(messageColumns)
        .where(sql<SqlBool>`${parameter(status)} = 1`)
        .where(isMeant)
        // A literal, as everywhere where the planner should know the status.
        .where(sql<SqlBool>`message.status = ${sql.lit(status)}`)
        .where('message.queued_at', '>=', parameter('from'))
        .where(sql<SqlBool>`(message.queued_at, message.id) < (${parameter('behindAt')}, ${parameter('behindId')})`)
        .orderBy('message.queued_at', 'desc')
        .orderBy('message.id', 'desc')
        .limit(parameter('limit'))
        .as('page'),
    )
    .selectAll()
