/** The user part of an address, without device and server. */
export const userOf = (jid: string): string => (jid.split('@')[0] ?? '').split(/[:_]/)[0] ?? ''

/** The server part of an address. */
export const serverOf = (jid: string): string => jid.split('@')[1] ?? ''

/** Whether an address is a phone number's. */
export const isPhoneJid = (jid: string): boolean => serverOf(jid) === 's.whatsapp.net'

/** Whether an address hides the phone number. */
export const isLidJid = (jid: string): boolean => serverOf(jid) === 'lid'
