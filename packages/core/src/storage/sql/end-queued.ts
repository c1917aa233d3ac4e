import type { MessageChange } from '../message-store.ts'
import type { MessagePatch } from './change-message.ts'
import { createChangeMessage } from './change-message.ts'
import type { MessageRow } from './message-rows.ts'
import type { SqlProgram } from './program.ts'
import type { SqlContext } from './sql-context.ts'
import type { UsagePeriod } from './usage-units.ts'
import { createUsageUnits } from './usage-units.ts'

/** Builds the step that ends messages which never left: each gives its unit back to the day and the month it came from. */
export const createEndQueued = (
  context: SqlContext,
): ((rows: readonly MessageRow[], patch: MessagePatch, at: number) => SqlProgram<readonly MessageChange[]>) => {
  const message = createChangeMessage(context)
  const units = createUsageUnits(context)

  return function* (rows, patch, at) {
    for (const [period, count] of countPeriods(rows)) yield* units.giveBack(period, count)
    const changes: MessageChange[] = []
    for (const row of rows) changes.push(yield* message.apply(row, { ...patch, ended_at: at }, at))
    return changes
  }
}

/** In the order in which accepts take them (account, day, month), so that nobody waits crosswise. */
const countPeriods = (rows: readonly MessageRow[]): readonly (readonly [period: UsagePeriod, units: number])[] => {
  const counts = new Map<string, { readonly period: UsagePeriod; units: number }>()
  for (const row of rows) {
    const periods: readonly UsagePeriod[] = [
      { accountId: row.account_id, kind: 'day', period: row.day },
      { accountId: row.account_id, kind: 'month', period: row.month },
    ]
    for (const period of periods) {
      const key = `${String(period.accountId).padStart(16, '0')} ${period.kind} ${period.period}`
      const counted = counts.get(key) ?? { period, units: 0 }
      counted.units += 1
      counts.set(key, counted)
    }
  }
  return [...counts]
    .toSorted(([first], [second]) => (first < second ? -1 : 1))
    .map(([, { period, units }]) => [period, units] as const)
}
