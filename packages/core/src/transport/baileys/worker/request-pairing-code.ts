import { TransportError } from '../../transport-error.ts'
import { isLinked } from './account-credentials.ts'
import { answerIsLate, lineClosed } from './client-error.ts'
import { settleWithin } from './deadline.ts'
import type { Login } from './login.ts'
import { askForPairingCode } from './pairing-code.ts'

const doing = 'asking for a pairing code'
const firstQrMs = 65_000

/** The engine as pairing by code sees it. */
export interface PairingState {
  /** The login of this moment; none once the connection ends. */
  login(): Login | undefined
  /** Connects anew so that the socket outlives the code. */
  enterForPairing(current: Login): Promise<void>
  /** Aborts once the line is lost. */
  readonly lost: AbortSignal
}

/** Gets a code on a socket that lives long enough for a person to type it. */
export const requestPairingCode = async (phone: string, state: PairingState): Promise<string> => {
  const current = currentLogin(state)
  if (isLinked(current.creds))
    throw new TransportError('rejected', 'The number is linked already.', { retryable: false })
  if (current.qrTimeoutMs === undefined) await state.enterForPairing(current)
  const { firstQr, line } = currentLogin(state)
  const lostError = () => lineClosed(doing)
  // Before its first QR the handshake is under way, and a request would break it without a word.
  await settleWithin(firstQr, { timeoutMs: firstQrMs, late: () => answerIsLate(doing), lost: state.lost, lostError })
  return askForPairingCode(line.socket, phone, state.lost)
}

const currentLogin = ({ login, lost }: PairingState): Login => {
  const current = login()
  if (current === undefined || lost.aborted) throw lineClosed(doing)
  return current
}
