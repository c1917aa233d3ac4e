import { leaf } from '../../signal/key-stanzas.ts'
import { toCapInfo, toTimelock } from '../account-notices.ts'
import type { IqAnswer, IqRequest } from './iq-request.ts'

const REACHOUT_TIMELOCK = '23983697327930364'
const MESSAGE_CAPPING_INFO = '24503548349331633'

/** Answers what an account asks about its own standing. */
export function answerMexIq({ network, companion, first }: IqRequest): IqAnswer {
  const { limits } = companion.owner
  const now = network.clock.now()
  switch (first.attrs.query_id) {
    case REACHOUT_TIMELOCK:
      return [result({ xwa2_fetch_account_reachout_timelock: toTimelock(limits, now) })]
    case MESSAGE_CAPPING_INFO:
      return [result({ xwa2_message_capping_info: toCapInfo(limits, now) })]
    default:
      return undefined
  }
}

function result(data: object) {
  return leaf('result', JSON.stringify({ data }))
}
