import { privateWords } from './traffic.ts'

/** What must never be found in what was captured. */
export interface Secrets {
  readonly numbers: readonly string[]
  readonly apiKey: string
  readonly qrTexts: readonly string[]
}

/** One place in which things may leak. */
export interface Captured {
  readonly name: string
  readonly text: string
}

/** Fields of the client's sessions. */
const privateKeys = /privKey|rootKey|chainKey|ephemeralKeyPair/

/** Says what of the secrets stands where, without repeating it. */
export const findLeaks = (captured: readonly Captured[], secrets: Secrets): readonly string[] =>
  captured.flatMap(({ name, text }) => {
    const found = [
      ...(privateKeys.test(text) ? ['private key material'] : []),
      ...(secrets.numbers.some((number) => text.includes(number)) ? ['a phone number'] : []),
      ...(text.includes(privateWords) ? ['the text of a message'] : []),
      ...(text.includes(secrets.apiKey) ? ['the API key'] : []),
      ...(secrets.qrTexts.some((qrText) => text.includes(qrText)) ? ['the text of a QR code'] : []),
    ]
    return found.map((what) => `There is ${what} in ${name}.`)
  })
