import type { ChaosHistory } from './chaos-history.ts'
import { hasEnded } from './check-chaos.ts'

/** How many entries of the log are shown of each. */
const mostWords = 12

/** Describes each number that is not back or has messages without an end: how it stands, and the last that was logged. */
export const describeStuck = (history: ChaosHistory): readonly string[] => {
  const { absent, stored, standings, end } = history
  const open = new Map<number, number>()
  for (const row of stored) if (!hasEnded(row)) open.set(row.instanceId, (open.get(row.instanceId) ?? 0) + 1)

  return [...new Set([...absent, ...open.keys()])].flatMap((id) => {
    const standing = standings.find(({ instanceId }) => instanceId === id)
    const where = absent.includes(id) ? 'not on the line' : 'on the line'
    const says =
      standing === undefined
        ? 'it says nothing'
        : `it says ${standing.status}, ${standing.statusReason ?? 'no reason'}, held by ${standing.heldReason ?? 'nothing'}`
    return [
      `instance ${id} is ${where}, ${says}, with ${open.get(id) ?? 0} messages that have no end:`,
      ...lastWordsOf(end.logged, id).map((line) => `    ${line}`),
    ]
  })
}

const lastWordsOf = (logged: string, instanceId: number): readonly string[] =>
  logged
    .split('\n')
    .filter((line) => line.includes(`"instanceId":${instanceId},`) || line.includes(`"instanceId":${instanceId}}`))
    .slice(-mostWords)
