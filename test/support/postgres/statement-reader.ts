import type { WireMessage } from './message-splitter.ts'

/** Builds what tells, of one connection's messages, which have the server run a statement, and its words. */
export const createStatementReader = (): ((message: WireMessage) => string | null) => {
  const prepared = new Map<string, string>()

  return ({ type, bytes }) => {
    const [first = '', second = ''] = bytes.toString('utf8', 5).split('\0')
    switch (type) {
      // A query as text.
      case 'Q':
        return first
      // A statement is prepared under a name.
      case 'P':
        prepared.set(first, second)
        return null
      // The statement of a name is given its values; it runs right after.
      case 'B':
        return prepared.get(second) ?? null
      default:
        return null
    }
  }
}
