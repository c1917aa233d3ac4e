import type { Khabeer } from '../../facade.ts'
import type { Answer } from './client.ts'

/**
 * A host that serves the API over a socket, for {@link httpContract} to judge. All cases may share one.
 *
 * Besides the API, mounted under `prefix`, the host sets the header `x-host: here` on every answer and has two routes
 * of its own that come after the API: `GET {prefix}/api/v1/orders`, which answers `{"orders":[]}`, and
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
  /** Whether the host reads JSON bodies first; what its parser refuses, it then answers in its own words. */
  readonly hostParsesBodies: boolean
  /** Has the phone of a number that was never linked scan the text of a QR code; resolves to its digits. */
  scan(qr: string): Promise<string>
  /** Hears of everything that was asked, as `METHOD /path`, and answered. */
  observe?(line: string, answer: Answer): void
}

/** One case of the contract. */
export type Check = (harness: HttpContractHarness) => Promise<void>
