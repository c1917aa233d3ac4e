import { openStatus } from '../queue/restriction-state.ts'
import type { InstancePatch } from '../storage/instance-record.ts'
import type { ClosedEvent, ConnectionEvent } from '../transport/transport.ts'
import type { BacklogWait } from './backlog-wait.ts'
import type { Linking } from './linking.ts'
import { noCodesWanted } from './linking.ts'
import type { OwnedRow } from './owned-row.ts'
import type { ProofEvent } from './proof.ts'
import type { Reconnection } from './reconnection.ts'
import type { RestrictionKeeper } from './restriction-keeper.ts'
import { withoutBan } from './temporary-ban.ts'

/** What a line says about itself while it lives. */
export type LineNews = Exclude<ConnectionEvent, ProofEvent | ClosedEvent>

/** Builds what follows on a line's news: the row says how the number stands, and the queue begins after the backlog. */
export const createNewsKeeper = (input: {
  readonly row: OwnedRow
  readonly linking: Linking
  readonly reconnection: Reconnection
  readonly backlog: BacklogWait
  readonly restriction: Pick<RestrictionKeeper, 'opened' | 'told'>
  /** The backlog is taken: the queue may begin. */
  readonly onCaughtUp: () => void
}): ((news: LineNews) => Promise<void>) => {
  const { row, linking, reconnection, backlog, restriction, onCaughtUp } = input

  const opened = (phone: string): InstancePatch => {
    const held = withoutBan(row.latest)
    return { isLinked: true, phone, status: openStatus(held), statusReason: null, restriction: held }
  }

  return async (news) => {
    switch (news.type) {
      case 'qr':
        await linking.showCode(news.qr, news.lifeMs)
        return
      case 'linked':
        reconnection.linked()
        await row.update({
          ...noCodesWanted,
          isLinked: true,
          phone: news.phone,
          status: 'connecting',
          statusReason: null,
          // What WhatsApp holds against a number is none of another's.
          ...(news.phone === row.latest.phone ? {} : { restriction: null }),
        })
        return
      case 'open':
        backlog.begin()
        await row.update({ ...noCodesWanted, ...opened(news.phone), connectedAt: reconnection.opened() })
        restriction.opened()
        return
      case 'restriction':
        await restriction.told(news.restriction)
        return
      case 'caught_up':
        onCaughtUp()
    }
  }
}
