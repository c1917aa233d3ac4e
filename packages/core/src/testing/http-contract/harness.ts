import type { Khabeer } from '../../facade.ts'
import type { Answer } from './client.ts'

/**
 * What of a host may answer a request before the API sees it: a JSON parser in front of it, or a router that cannot
 * read a path.
 */
export type HostPart = 'parser' | 'router'

/** An instance that may send, and a key of its account. */
export interface LinkedInstance {
  readonly key: string
  readonly instanceId: number
}

/**
 * A host that serves the API over a socket, for {@link httpContract} to judge. All cases may share one, also at the same
 * time.
 *
 * Besides the API, mounted under `prefix`, the host sets the headers `x-host: here` and `vary: origin` on every answer
 * and has two routes of its own that come after the API: `GET {prefix}/api/v1/orders`, which answers `{"orders":[]}`, and
 * `POST /echo`, which answers the JSON body that its own parser read.
 */
export interface HttpContractHarness {
  /** Where the host listens, e.g. `http://127.0.0.1:4000`. */
  readonly origin: string
  /** Where the API is mounted; empty at the root. */
  readonly prefix: string
  /** The started core behind it; the suite makes its own accounts there. */
  readonly core: Khabeer
  /** The admin key that the API was given. */
  readonly adminKey: string
  /** What answers first; in the cases of `casesAnsweredByHost` it may then use words of its own. */
  readonly answersFirst: readonly HostPart[]
  /** Where the same host lets a body take a tenth of a second to arrive, and no longer. */
  readonly impatientOrigin: string
  /** Has the phone of a number that was never linked scan the text of a QR code; resolves to its digits. */
  scan(qr: string): Promise<string>
  /** Resolves to an instance that was linked and is connected: the same in every case, because linking takes its time. */
  linked(): Promise<LinkedInstance>
  /** Resolves to the text that the phone of a recipient shows next. */
  shownTo(to: string): Promise<string>
  /** Hears of everything that was asked, as `METHOD /path`, and answered. */
  observe?(line: string, answer: Answer): void
}

/** One case of the contract. */
export type Check = (harness: HttpContractHarness) => Promise<void>
