import { backlogs } from '../sample.ts'
import type { Comparison, ContenderName } from './comparison.ts'
import { calls } from './comparison.ts'

const few = backlogs.few.toLocaleString('en')
const many = backlogs.many.toLocaleString('en')

const backlog = (input: {
  readonly key: string
  readonly title: string
  readonly waiting: number
  readonly operation: string
  readonly contenders: readonly [many: ContenderName, few: ContenderName]
  readonly goal: number
}): Comparison => ({
  key: input.key,
  title: input.title,
  waiting: input.waiting,
  messages: 1,
  lines: [
    { title: `${many} queued`, work: calls(input.contenders[0], input.operation) },
    { title: `${few} queued`, work: calls(input.contenders[1], input.operation), goal: input.goal },
  ],
})

const sqlite = { key: 'backlog-sqlite', contenders: ['sqlite-many-queued', 'sqlite-few-queued'], goal: 1 / 2 } as const
const postgres = {
  key: 'backlog-postgres',
  contenders: ['postgres-many-queued', 'postgres-few-queued'],
  goal: 1 / 1.3,
} as const

/** Lists what must cost about the same however much waits. */
export const backlogComparisons: readonly Comparison[] = [
  backlog({
    ...sqlite,
    title: 'accept by the number of queued rows, SQLite FULL, 100 waiting',
    waiting: 100,
    operation: 'accept',
  }),
  backlog({ ...sqlite, title: 'claim by the number of queued rows, SQLite', waiting: 1, operation: 'claim' }),
  backlog({
    ...postgres,
    title: 'accept by the number of queued rows, Postgres, 100 waiting',
    waiting: 100,
    operation: 'accept',
  }),
  backlog({ ...postgres, title: 'claim by the number of queued rows, Postgres', waiting: 1, operation: 'claim' }),
]
