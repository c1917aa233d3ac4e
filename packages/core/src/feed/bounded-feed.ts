import type { EventFeed } from './event-feed.ts'

/** What the calls of an account need of a feed. */
export type AccountFeed = Pick<EventFeed, 'read' | 'stream'>

/** Shows the events of some instances; one that is asked for and not among them has none, like one that does not exist. */
export const boundedFeed = (feed: AccountFeed, instanceIds: readonly number[]): AccountFeed => {
  const seen = (wanted: readonly number[] | undefined): readonly number[] =>
    wanted === undefined ? instanceIds : instanceIds.filter((id) => wanted.includes(id))
  return {
    read: (accountId, input) => feed.read(accountId, { ...input, instanceIds: seen(input?.instanceIds) }),
    stream: (accountId, input) => feed.stream(accountId, { ...input, instanceIds: seen(input?.instanceIds) }),
  }
}
