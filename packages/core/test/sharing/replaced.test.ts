import { expect, it } from 'vitest'
import { jumpingClock } from '../gateway/jumping-clock.ts'
import { linkInstance, nextEvent, ownNumber, whenStatus } from '../gateway/test-gateway.ts'
import { createSharedGateway } from './shared-gateway.ts'

const otherNumber = '201093619141'
/** The longest that a number waits before it comes back to a link that logged in elsewhere. */
const longestReplacedMs = 120_000

it('a number that was replaced by whoever has its lease now never logs in again here', async () => {
  const { start, sandbox, database } = await createSharedGateway()
  const clock = jumpingClock()
  // Nothing but its own writes tells that the lease is gone: the next renewal is beyond the end of this.
  const core = await start({ clock, leaseMs: 600_000 })
  const id = await linkInstance(core, sandbox)
  const other = await linkInstance(core, sandbox, otherNumber)
  const logins = (number: string) => sandbox.ledger.connections(number).filter(({ kind }) => kind === 'login')
  const otherComesBack = async () => {
    const lost = nextEvent(
      core,
      'instance.status',
      ({ instance }) => instance.id === other && instance.status === 'disconnected',
    )
    sandbox.faults.disconnect(otherNumber)
    await lost
    await whenStatus(core, other, 'connected')
  }

  await database.query("update khabeer_leases set owner = 'somebody else', epoch = epoch + 1 where instance_id = $1", [
    id,
  ])
  sandbox.faults.streamError(ownNumber, 'replaced')
  await otherComesBack()
  // By now this process has heard of it, and comes back when its time has come, if it may.
  clock.jump(longestReplacedMs)
  await otherComesBack()

  expect(logins(otherNumber)).toHaveLength(3)
  expect(logins(ownNumber)).toHaveLength(1)
})
