import type { Clock } from '../clock.ts'
import { errorFacts } from '../errors/error-facts.ts'
import type { Logger } from '../logger.ts'
import type { InstanceRecord } from '../storage/instance-record.ts'
import { disconnectOf } from '../transport/disconnects.ts'
import type { CloseReason } from '../transport/transport.ts'
import type { Line } from './line.ts'
import type { OwnedRow } from './owned-row.ts'
import { isAskedFor, mayStartRound, recentRounds } from './qr-rounds.ts'

/** A row that shows no code to link with. */
const noCodes = { qr: null, qrExpiresAt: null, pairingPhone: null, pairingCode: null } as const
/** A row of a linked number: who asked for a code has got what they wanted, and must ask again after an unlinking. */
export const noCodesWanted = { ...noCodes, qrRequestedAt: null } as const

/** Links an instance that has no number yet. */
export interface Linking {
  /** Starts a round of QR codes if somebody asks for one and the rules allow it. */
  offer(): Promise<void>
  /** Shows a QR code that came. */
  showCode(qr: string, lifeMs: number): Promise<void>
  /** Asks WhatsApp for the pairing code that is wanted, once the line can. */
  givePairingCode(): void
  /** Tells after how long the next round begins, null when none does by itself. */
  afterRound(reason: CloseReason): Promise<'again' | 'later' | 'ended'>
}

/** Builds the linking of one owned instance. */
export const createLinking = (input: {
  readonly row: OwnedRow
  readonly line: Line
  readonly clock: Clock
  readonly logger: Logger
  readonly onQr: (row: InstanceRecord, qr: string, expiresAt: number) => void
  /** Runs a step in the owner's order. */
  readonly enqueue: (step: () => Promise<void>) => void
}): Linking => {
  const { row, line, clock, logger, enqueue } = input
  let isCodeAwaited = false
  // A round counts once it showed a code: a network that is down uses none up.
  let isRoundCounted = false

  const countRound = (): readonly number[] => {
    const now = clock.now()
    const rounds = recentRounds(row.latest.qrRounds, now)
    return isRoundCounted ? rounds : [...rounds, now]
  }

  const givePairingCode = (): void => {
    const { pairingPhone, pairingCode, qr } = row.latest
    const { connection } = line
    // WhatsApp takes the request only once it offered a QR code.
    if (pairingPhone === null || pairingCode !== null || qr === null || connection === null || isCodeAwaited) return
    isCodeAwaited = true
    connection.requestPairingCode(pairingPhone).then(
      (code) => {
        isCodeAwaited = false
        enqueue(async () => {
          // Meanwhile a code for another number may have been asked for.
          if (row.latest.pairingPhone === pairingPhone) await row.update({ pairingCode: code })
          else givePairingCode()
        })
      },
      (cause: unknown) => {
        isCodeAwaited = false
        logger.warn({ error: errorFacts(cause) }, 'WhatsApp gave no pairing code.')
        enqueue(() => row.update({ pairingPhone: null }))
      },
    )
  }

  return {
    offer: async () => {
      const now = clock.now()
      if (mayStartRound(row.latest, now)) {
        const { status, statusReason } = row.latest
        await row.update({
          status: 'waiting_scan',
          // Why the last try came to nothing stands there until a code does.
          statusReason: status === 'waiting_scan' ? statusReason : null,
          qr: null,
          qrExpiresAt: null,
          pairingCode: null,
        })
        isRoundCounted = false
        line.open('link')
        return
      }
      if (isAskedFor(row.latest, now) && row.latest.status !== 'failed') {
        await row.update({ ...noCodes, status: 'failed', statusReason: 'qr_expired' })
      }
    },

    showCode: async (qr, lifeMs) => {
      const now = clock.now()
      const qrExpiresAt = now + lifeMs
      await row.update({ status: 'waiting_scan', statusReason: null, qr, qrExpiresAt, qrRounds: countRound() })
      isRoundCounted = true
      input.onQr(row.latest, qr, qrExpiresAt)
      givePairingCode()
    },

    givePairingCode,

    afterRound: async (reason) => {
      if (reason === 'closed_by_us') return 'ended'
      // A phone accepted and took it back before the row knew: those credentials are worthless.
      if (reason === 'logged_out') await row.update({ isLinked: false })
      const { status, statusReason } = disconnectOf(reason)
      if (status === 'failed' || reason === 'temporarily_banned') {
        // Whoever keeps asking gets no more tries than rounds of codes.
        await row.update({ ...noCodes, status: 'failed', statusReason, qrRounds: countRound() })
        return 'ended'
      }
      const why = reason === 'qr_expired' ? null : statusReason
      if (mayStartRound(row.latest, clock.now())) {
        await row.update({ qr: null, qrExpiresAt: null, statusReason: why })
        return reason === 'qr_expired' ? 'again' : 'later'
      }
      const isOver = reason === 'qr_expired' || isAskedFor(row.latest, clock.now())
      await row.update(
        isOver
          ? { ...noCodes, status: 'failed', statusReason: 'qr_expired' }
          : { ...noCodes, status: 'waiting_scan', statusReason: why },
      )
      return 'ended'
    },
  }
}
