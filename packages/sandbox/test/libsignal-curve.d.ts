// libsignal ships no types for this file; the tests use it as the independent voice on keys and signatures.
declare module 'libsignal/src/curve.js' {
  export function generateKeyPair(): { pubKey: Buffer; privKey: Buffer }
  export function getPublicFromPrivateKey(privKey: Buffer): Buffer
  export function calculateAgreement(pubKey: Buffer, privKey: Buffer): Uint8Array
  export function calculateSignature(privKey: Buffer, message: Uint8Array): Buffer
  export function verifySignature(pubKey: Buffer, message: Uint8Array, signature: Uint8Array): boolean
}
