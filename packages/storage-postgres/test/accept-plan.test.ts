import { sqlStorage } from '@khabeer/core/sql'
import { expect, it, onTestFinished } from 'vitest'
import { recordingDriver } from '../../../test/query-plans/hot-queries.ts'
import { postgresSchema } from '../../../test/support/postgres/postgres-schema.ts'
import { createPostgresDriver } from '../src/postgres-driver.ts'
import { resolveOptions } from '../src/resolve-options.ts'

const noon = Date.UTC(2026, 10, 23, 12)

interface PlanNode {
  readonly 'Node Type': string
  readonly 'CTE Name'?: string
  readonly Plans?: readonly PlanNode[]
}

const nodesOf = (node: PlanNode): readonly PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

/** What holds a row for each message, or for some of them; `settings` and `wanted` hold one, and one for each counter. */
const isPerMessage = (node: PlanNode): boolean =>
  node['Node Type'] === 'Function Scan' ||
  (node['Node Type'] === 'CTE Scan' && !['settings', 'wanted'].includes(node['CTE Name'] ?? ''))

it('the statement that accepts many walks through none of them again for each', async () => {
  const { connectionString, schema, pool } = postgresSchema()
  const recorder = recordingDriver(createPostgresDriver(resolveOptions({ connectionString, schema })))
  const storage = sqlStorage(recorder.driver)
  onTestFinished(() => storage.close())
  await storage.migrate()
  const plan = { monthlyMessages: 9, dailyMessages: 9, instances: 9 }
  await storage.accounts.create({ name: 'shop', plan, timeZone: 'UTC', at: noon })
  await storage.instances.create({ accountId: 1, name: 'Shop', at: noon })
  const messages = [{ waMessageId: '3EB0', recipient: '2010', type: 'text', content: { text: 'Hello' } }] as const
  await storage.messages.accept({ accountId: 1, instanceId: 1, at: noon, messages })
  const accept = recorder.take().find(({ sql }) => sql.includes('unnest'))
  if (accept === undefined) throw new Error('No statement takes arrays.')
  const client = await pool().connect()
  onTestFinished(() => client.release())

  // As the server plans it once it no longer looks at the arrays, which is soon.
  await client.query('set plan_cache_mode = force_generic_plan')
  await client.query(`prepare accept as ${accept.sql}`)
  const { rows } = await client.query<{ readonly 'QUERY PLAN': readonly [{ readonly Plan: PlanNode }] }>(
    `explain (format json) execute accept(${accept.values.map(() => 'null').join(', ')})`,
  )

  const nodes = rows.flatMap((row) => nodesOf(row['QUERY PLAN'][0].Plan))
  const loops = nodes.filter((node) => node['Node Type'] === 'Nested Loop')
  const repeated = loops.flatMap(({ Plans: [, inner] = [] }) => (inner === undefined ? [] : nodesOf(inner)))
  expect(repeated.filter(isPerMessage)).toEqual([])
}, 60_000)
