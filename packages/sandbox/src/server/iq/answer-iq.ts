import type { Companion } from '../../people/companion.ts'
import type { Stanza } from '../../wire/stanza.ts'
import { childrenOf } from '../../wire/stanza.ts'
import { iqError, iqResult } from '../iq-stanza.ts'
import type { Network } from '../network.ts'
import { answerAccountIq } from './account-iq.ts'
import { answerEncryptIq } from './encrypt-iq.ts'
import type { IqAnswer, IqRequest } from './iq-request.ts'
import { answerMediaConn } from './media-conn.ts'
import { answerMexIq } from './mex-iq.ts'
import { answerUsync } from './usync.ts'

/** Answers a query; what nobody knows is refused at once, so that no client waits for nothing. */
export function answerIq(network: Network, companion: Companion, iq: Stanza): Stanza {
  const first = childrenOf(iq)[0] ?? { tag: '', attrs: {} }
  const request: IqRequest = { network, companion, iq, first }
  try {
    const answer = answerOf(request)
    return answer === undefined ? iqError(iq, 501, 'feature-not-implemented') : iqResult(iq, answer)
  } catch {
    return iqError(iq, 400, 'bad-request') // an address in it is none
  }
}

function answerOf(request: IqRequest): IqAnswer {
  switch (request.iq.attrs.xmlns) {
    case 'encrypt':
      return answerEncryptIq(request)
    case 'usync':
      return answerUsync(request)
    case 'w:m':
      return answerMediaConn(request)
    case 'w:mex':
      return answerMexIq(request)
    default:
      return answerAccountIq(request)
  }
}
