/** The parts of an address on WhatsApp; device 0 is the phone itself. */
export interface Jid {
  readonly user: string
  readonly device: number
  readonly server: string
}

/** Splits `user:device@server` into its parts; throws on text that is no address. */
export function parseJid(text: string): Jid {
  const match = /^([^@:]*)(?::(\d{1,5}))?@([^@:]+)$/.exec(text)
  if (match === null) throw new Error('Not a WhatsApp address: expected user[:device]@server.')
  const [, user = '', device = '0', server = ''] = match
  return { user, device: Number(device), server }
}

/** Writes an address the way WhatsApp does: device 0 is left out. */
export function formatJid(jid: {
  readonly user: string
  readonly device?: number | undefined
  readonly server: string
}): string {
  const device = jid.device === undefined || jid.device === 0 ? '' : `:${jid.device}`
  return `${jid.user}${device}@${jid.server}`
}
