/** What a QR code tells the phone that scans it. */
export interface QrText {
  readonly ref: string
  readonly noiseKey: Buffer
  readonly identityKey: Buffer
  readonly advSecret: Buffer
}

const KEY_BYTES = 32

/** Reads the text of a QR code, with or without the link in front; undefined when it is none. */
export function parseQrText(text: string): QrText | undefined {
  const [ref, noiseKey, identityKey, advSecret] = text
    .trim()
    .replace(/^[^#]*#/, '')
    .split(',')
  if (!ref || !noiseKey || !identityKey || !advSecret) return undefined
  const keys = [noiseKey, identityKey, advSecret].map((key) => Buffer.from(key, 'base64'))
  const [noise, identity, secret] = keys
  if (!noise || !identity || !secret || keys.some((key) => key.length !== KEY_BYTES)) return undefined
  return { ref, noiseKey: noise, identityKey: identity, advSecret: secret }
}
