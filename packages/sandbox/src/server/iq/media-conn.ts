import { element } from '../iq-stanza.ts'
import type { IqAnswer, IqRequest } from './iq-request.ts'

const LIFE_SECONDS = '3600'

/** Tells a client where to put media, and with which token. */
export function answerMediaConn({ network, first }: IqRequest): IqAnswer {
  if (first.tag !== 'media_conn') return undefined
  const host = element('host', [], { hostname: network.media.hostname, type: 'primary' })
  const attrs = { auth: network.media.issueAuth(), ttl: LIFE_SECONDS, auth_ttl: LIFE_SECONDS, max_buckets: '12' }
  return [element('media_conn', [host], attrs)]
}
