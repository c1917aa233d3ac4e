/** The bytes that announce what follows in an encoded stanza. */
export const tag = {
  listEmpty: 0,
  dictionary0: 236,
  dictionary3: 239,
  deviceJid: 247,
  list8: 248,
  list16: 249,
  jidPair: 250,
  hex8: 251,
  binary8: 252,
  binary20: 253,
  binary32: 254,
  nibble8: 255,
} as const

/** The servers that an address with a device can name in one byte. */
export const deviceJidDomains: ReadonlyMap<number, string> = new Map([
  [0, 's.whatsapp.net'],
  [1, 'lid'],
  [128, 'hosted'],
  [129, 'hosted.lid'],
])
