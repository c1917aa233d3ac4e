import { z } from 'zod'
import type { WhatsAppVersion } from './transport.ts'

const part = z.int().min(0)

/** Reads a version of WhatsApp's client. */
export const whatsAppVersion = z.tuple([part, part, part], {
  error: 'must be three whole numbers, e.g. [2, 3000, 1043857760]',
})

/** Tells whether a version is later than another. */
export const isLater = (version: WhatsAppVersion, than: WhatsAppVersion): boolean => {
  const index = version.findIndex((number, place) => number !== than[place])
  return index >= 0 && (version[index] ?? 0) > (than[index] ?? 0)
}
