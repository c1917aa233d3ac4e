import { describe, expect, it } from 'vitest'
import { toCloseReason, toLineError } from './close-reason.ts'

const calm = { isShowingQr: false }
const errorOf = (message: string, statusCode?: number, data?: unknown) =>
  Object.assign(new Error(message), statusCode === undefined ? {} : { output: { statusCode } }, { data })
const reasonOf = (error: unknown, situation = calm) => toCloseReason(toLineError(error), situation)

describe('toCloseReason', () => {
  it.each([
    ['Stream Errored (restart required)', 515, 'restart_required'],
    ['Stream Errored (conflict)', 440, 'replaced'],
    ['Stream Errored (conflict)', 401, 'logged_out'],
    ['Connection Failure', 402, 'temporarily_banned'],
    ['Connection Failure', 403, 'forbidden'],
    ['Connection Failure', 405, 'client_outdated'],
    ['Connection Failure', 406, 'forbidden'],
    ['Connection Failure', 409, 'client_outdated'],
    ['Multi-device beta not joined', 411, 'linked_devices_off'],
    ['Connection Failure', 419, 'forbidden'],
    ['QR refs attempts ended', 408, 'qr_expired'],
    ['Connection was lost', 408, 'timed_out'],
    ['WebSocket Error (Opening handshake has timed out)', 408, 'timed_out'],
    ['WebSocket Error (connect ECONNREFUSED)', 408, 'connection_lost'],
    ['Connection Terminated', 428, 'connection_lost'],
    ['Connection Terminated by Server', 428, 'connection_lost'],
    ['Stream Errored (unknown)', 500, 'connection_lost'],
    ['Stream Errored (unknown)', 503, 'connection_lost'],
    ['noise certificate signature invalid', 400, 'untrusted_server'],
    ['noise intermediate certificate signature invalid', 400, 'untrusted_server'],
    ['certification match failed', 400, 'untrusted_server'],
    ['Failed to verify account signature', 500, 'untrusted_server'],
    ['Invalid account signature', 500, 'untrusted_server'],
  ] as const)('%s (%i) is %s', (message, code, reason) => {
    expect(reasonOf(errorOf(message, code))).toBe(reason)
  })

  it('a TLS certificate that is not trusted is an untrusted server', () => {
    const below = Object.assign(new Error('self-signed certificate'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })

    expect(reasonOf(errorOf('WebSocket Error (self-signed)', 500, below))).toBe('untrusted_server')
  })

  it('a server that ends the stream while codes are shown has no more of them', () => {
    const error = errorOf('Connection Terminated by Server', 428)

    expect(reasonOf(error, { isShowingQr: true })).toBe('qr_expired')
  })

  it('a line that drops while codes are shown is a lost connection', () => {
    expect(reasonOf(errorOf('Connection Terminated', 428), { isShowingQr: true })).toBe('connection_lost')
  })

  it.each([undefined, null, 1006, 'text', new Error('anything')])('%s is a lost connection', (error) => {
    expect(reasonOf(error)).toBe('connection_lost')
  })

  it('a temporary ban says for how long', () => {
    expect(toLineError(errorOf('Connection Failure', 402, { reason: '402', expire: '600' })).expire).toBe(600)
    expect(toLineError(errorOf('Connection Failure', 402, { reason: '402', expire: 'soon' })).expire).toBeNull()
    expect(toLineError(errorOf('Connection Failure', 402, { reason: '402' })).expire).toBeNull()
  })
})
