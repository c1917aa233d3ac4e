import type { FloorAccept, FloorMessage } from './floor-message.ts'
import type { SqliteFloorStore } from './sqlite-store.ts'

/** Stores messages together with all that came in the same turn of the event loop, in one transaction. */
export const createFloorGroupCommit = (store: SqliteFloorStore): FloorAccept => {
  let waiting: { messages: readonly FloorMessage[]; resolve(ids: readonly number[] | null): void }[] = []

  const commitAll = (): void => {
    const group = waiting
    waiting = []
    store.begin()
    const answers = group.map(({ messages }) => store.accept(messages))
    store.commit()
    for (const [index, { resolve }] of group.entries()) resolve(answers[index] ?? null)
  }

  return (messages) =>
    new Promise((resolve) => {
      waiting.push({ messages, resolve })
      if (waiting.length === 1) setImmediate(commitAll)
    })
}
