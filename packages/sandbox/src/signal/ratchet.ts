import * as libsignal from 'libsignal'

// The only import site of libsignal. Its own declarations leave out what is needed to keep it quiet: it prints
// whole session records, private keys included, whenever a session is replaced or a ciphertext does not open.

/** One Signal session inside a {@link QuietRecord}. */
export interface SessionEntry {
  readonly indexInfo: { closed: number; used: number; readonly baseKey: Buffer }
}

interface RawRecord {
  sessions: Record<string, SessionEntry>
  serialize(): unknown
  getSessions(): SessionEntry[]
  getOpenSession(): SessionEntry | undefined
}

interface RawRecordClass {
  new (): RawRecord
  deserialize<T>(this: new () => T, data: unknown): T
}

interface RawCipher {
  encrypt(data: Buffer): Promise<{ readonly type: number; readonly body: Buffer }>
  decryptPreKeyWhisperMessage(data: Buffer): Promise<Buffer>
  doDecryptWhisperMessage(data: Buffer, session: SessionEntry): Promise<Buffer>
}

/** A key pair as libsignal takes it: the public half carries the 0x05 prefix. */
export interface RatchetKeyPair {
  readonly pubKey: Buffer
  readonly privKey: Buffer
}

/** What libsignal asks of the one whose sessions it keeps. */
export interface RatchetStore {
  loadSession(address: string): Promise<QuietRecord | undefined>
  storeSession(address: string, record: QuietRecord): Promise<void>
  isTrustedIdentity(address: string, identityKey: Uint8Array): boolean
  loadPreKey(id: number | string): Promise<RatchetKeyPair | undefined>
  removePreKey(id: number): void
  loadSignedPreKey(): RatchetKeyPair
  getOurRegistrationId(): number
  getOurIdentity(): RatchetKeyPair
}

/** The bundle that starts a session with another device. */
export interface RatchetBundle {
  readonly registrationId: number
  readonly identityKey: Buffer
  readonly signedPreKey: { readonly keyId: number; readonly publicKey: Buffer; readonly signature: Buffer }
  readonly preKey?: { readonly keyId: number; readonly publicKey: Buffer }
}

type Address = InstanceType<typeof libsignal.ProtocolAddress>

// The casts below name methods that the library has and its declarations do not mention.
const RawSessionRecord = libsignal.SessionRecord as unknown as RawRecordClass
const RawSessionCipher = libsignal.SessionCipher as unknown as new (store: RatchetStore, address: Address) => RawCipher
const RawSessionBuilder = libsignal.SessionBuilder as unknown as new (
  store: RatchetStore,
  address: Address,
) => { initOutgoing(bundle: RatchetBundle): Promise<void> }

const KEPT_CLOSED_SESSIONS = 10

/** A session record that closes and forgets sessions without printing them. */
export class QuietRecord extends RawSessionRecord {
  closeSession(session: SessionEntry): void {
    session.indexInfo.closed = Date.now()
  }

  removeOldSessions(): void {
    const closed = Object.entries(this.sessions).filter(([, session]) => session.indexInfo.closed !== -1)
    closed.sort(([, a], [, b]) => a.indexInfo.closed - b.indexInfo.closed)
    for (const [key] of closed.slice(0, Math.max(0, closed.length - KEPT_CLOSED_SESSIONS))) delete this.sessions[key]
  }
}

/** A record that is about to take a session begun by the other side: the open one gives way without a word. */
export class ReceivingRecord extends QuietRecord {
  override getOpenSession(): SessionEntry | undefined {
    const open = super.getOpenSession()
    if (open) this.closeSession(open)
    return undefined
  }
}

/** Makes the cipher for one remote address. */
export function ratchetCipher(store: RatchetStore, address: string): RawCipher {
  return new RawSessionCipher(store, new libsignal.ProtocolAddress(address, 0))
}

/** Starts an outgoing session from a bundle (X3DH). */
export async function startOutgoing(store: RatchetStore, address: string, bundle: RatchetBundle): Promise<void> {
  await new RawSessionBuilder(store, new libsignal.ProtocolAddress(address, 0)).initOutgoing(bundle)
}

/** The key under which libsignal keeps the sessions of an address. */
export function recordKey(address: string): string {
  return new libsignal.ProtocolAddress(address, 0).toString()
}
