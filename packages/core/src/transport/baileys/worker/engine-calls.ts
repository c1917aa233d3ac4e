import { phaseDeadlinesMs } from '../../phase-deadlines.ts'
import type { CloseReason } from '../../transport.ts'
import type { CallValue, ConnectionCall } from '../thread-messages.ts'
import { askRestriction } from './account-restriction.ts'
import { answerIsLate, lineClosed } from './client-error.ts'
import type { ClientLogger } from './client-logger.ts'
import { settleWithin } from './deadline.ts'
import type { Login } from './login.ts'
import { lookUp } from './lookup.ts'
import { prepareMessage } from './prepare-message.ts'
import { sendMessage } from './send-message.ts'
import { unlink } from './unlink.ts'

/** The engine as its calls see it. */
export interface EngineState {
  readonly login: Login | undefined
  /** Aborts once the line is lost. */
  readonly lost: AbortSignal
  readonly logger: ClientLogger
  fail(reason: CloseReason, detail: string): void
  /** Resolves after the `closed` event with its reason. */
  readonly closed: Promise<CloseReason>
}

const unlinkMs = 10_000

type OpenLineCall = Exclude<ConnectionCall, { method: 'close' | 'requestPairingCode' }>

/** Performs a call that needs an open line, within its own deadline and no longer than the line lives. */
export const performCall = async (request: OpenLineCall, state: EngineState): Promise<CallValue> => {
  const { login } = state
  if (login === undefined || !login.isOpen || state.lost.aborted) throw lineClosed('beginning a call')
  switch (request.method) {
    case 'lookup':
      return settleWithin(
        lookUp(login.line.socket, request.recipient),
        limitsOf(state, 'looking a number up', phaseDeadlinesMs.lookup),
      )
    case 'prepare':
      return prepare(request, login, state)
    case 'send':
      return send(request, login, state)
    case 'restriction':
      return settleWithin(
        askRestriction(login.line.socket),
        limitsOf(state, 'asking for restrictions', phaseDeadlinesMs.lookup),
      )
    case 'logout':
      return logout(login, state)
    default:
      throw new Error(`Unknown call ${String(request satisfies never)}`)
  }
}

const prepare = (request: Extract<OpenLineCall, { method: 'prepare' }>, login: Login, state: EngineState) => {
  const preparing = prepareMessage(request.message, {
    socket: login.line.socket,
    logger: state.logger,
    onBrokenMedia: () => state.fail('timed_out', 'no answer about media access'),
  })
  const deadlineMs = request.message.type === 'text' ? phaseDeadlinesMs.build : phaseDeadlinesMs.upload
  return settleWithin(preparing, limitsOf(state, 'building a message', deadlineMs))
}

const send = async (request: Extract<OpenLineCall, { method: 'send' }>, login: Login, state: EngineState) => {
  const doing = 'sending a message'
  let mayHaveLeft = false
  const onRelay = () => {
    mayHaveLeft = true
  }
  const sending = sendMessage(login.line.socket, login.memory, { ...request, onRelay })
  await settleWithin(sending, {
    timeoutMs: phaseDeadlinesMs.write,
    late: () => {
      // The client holds the lock of all sends until this one ends: only a new socket frees it.
      state.fail('timed_out', 'a send did not end in time')
      return answerIsLate(doing, mayHaveLeft)
    },
    lost: state.lost,
    lostError: () => lineClosed(doing, mayHaveLeft),
  })
  return null
}

const logout = async (login: Login, state: EngineState) => {
  try {
    await settleWithin(unlink(login.line.socket), limitsOf(state, 'unlinking the number', unlinkMs))
  } catch (error) {
    // WhatsApp may close the line with "logged out" before it answers: that is the answer.
    if (!state.lost.aborted || (await state.closed) !== 'logged_out') throw error
  }
  state.fail('logged_out', 'unlinked by its owner')
  await state.closed
  return null
}

const limitsOf = (state: EngineState, doing: string, timeoutMs: number) => ({
  timeoutMs,
  late: () => answerIsLate(doing),
  lost: state.lost,
  lostError: () => lineClosed(doing),
})
