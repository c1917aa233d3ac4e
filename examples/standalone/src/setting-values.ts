import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import type { Pacing } from '@khabeer/core'
import { z } from 'zod'

const millisecondsOf = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const

const wholeNumber = (text: string): number => (/^\d{1,15}$/.test(text) ? Number(text) : Number.NaN)

/** Tells whether a database is named by the address of a PostgreSQL. */
export const isPostgres = (name: string): boolean => /^postgres(?:ql)?:\/\//.test(name)

/** The user and the password may stand before no host at all, where a socket is named behind it. */
const isAddress = (text: string): boolean => URL.canParse(text) || URL.canParse(text.replace('@/', '@socket/'))

/** The name of a SQLite file, or the address of a PostgreSQL. */
export const database = z
  .string()
  .refine(
    (name) => (isPostgres(name) ? isAddress(name) : !/^[a-z][a-z0-9+.-]*:\/\//i.test(name)),
    'name a file, or use postgres://user:password@host:5432/name, with @ : / ? # % in the password written as %40 %3A %2F %3F %23 %25',
  )

/** The name of a schema. */
export const schemaName = z
  .string()
  .regex(/^[a-z_][a-z0-9_]{0,62}$/, 'use small letters, digits and _, not beginning with a digit, at most 63')

/** What a process does. */
export const role = z.enum(['all', 'api', 'worker'], { error: 'use all, api or worker' })

/** What becomes of a message whose outcome is unknown. */
export const onUnknown = z.enum(['resend', 'fail'], { error: 'use resend or fail' })

/** A count of at least one. */
export const atLeastOne = z
  .string()
  .transform(wholeNumber)
  .refine((value) => value >= 1, 'use a whole number of at least 1')

/** A count of threads. */
export const workers = z
  .string()
  .transform(wholeNumber)
  .refine((value) => value >= 1 && value <= 64, 'use a whole number from 1 to 64')

/** A port; 0 takes any free one. */
export const port = z
  .string()
  .transform(wholeNumber)
  .refine((value) => value >= 0 && value <= 65_535, 'use a number from 0 to 65535')

/** A limit of the plan; empty is unlimited. */
export const limit = z
  .string()
  .transform((text) => (text === '' ? null : wholeNumber(text)))
  .refine((value) => value === null || value >= 0, 'use a whole number, or leave it empty for no limit')

const isTrusted = (word: string): boolean => {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(word)) return true
  const [address = '', bits] = word.split('/')
  const version = isIP(address)
  return version !== 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)))
}

/** Who stands between the server and its clients: so many proxies, or these addresses. */
export const trustProxy = z
  .string()
  .transform((text) => (/^\d+$/.test(text) ? Number(text) : text.split(/[\s,]+/).filter((word) => word !== '')))
  .refine(
    (value) => (typeof value === 'number' ? value <= 100 : value.length > 0 && value.every(isTrusted)),
    'use a number of proxies, or addresses with commas between, such as 10.0.0.0/8 or loopback',
  )

/** A key that clients send in a header. */
export const apiKey = z.string().regex(/^[\x21-\x7e]{16,256}$/, 'use 16 to 256 visible ASCII characters')

/** A time zone that this Node knows. */
export const timeZone = z.string().refine((name) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    // The constructor is the only way to ask.
    return false
  }
}, 'use an IANA name such as Africa/Cairo')

/** A pace such as `20/60s`. */
export const pacing = z.string().transform((text, context): Pacing => {
  const [, messages, amount, unit] = /^([1-9]\d{0,5})\/([1-9]\d{0,8})(ms|s|m|h)$/.exec(text) ?? []
  if (messages === undefined || amount === undefined || unit === undefined) {
    context.addIssue({ code: 'custom', message: 'use messages/time, such as 20/60s; the units are ms, s, m and h' })
    return z.NEVER
  }
  // The pattern above admits no other unit.
  return { messages: Number(messages), perMs: Number(amount) * millisecondsOf[unit as keyof typeof millisecondsOf] }
})

/** The most requests within a time, such as `3000/10s`; 0 is no limit. */
export const throttle = z.string().transform((text, context) => {
  if (text === '0') return false
  const [, requests, amount, unit] = /^([1-9]\d{0,8})\/([1-9]\d{0,5})(s|m|h)$/.exec(text) ?? []
  if (requests === undefined || amount === undefined || unit === undefined) {
    context.addIssue({ code: 'custom', message: 'use requests/time, such as 3000/10s, or 0; the units are s, m and h' })
    return z.NEVER
  }
  // The pattern above admits no other unit.
  return { requests: Number(requests), perMs: Number(amount) * millisecondsOf[unit as 's' | 'm' | 'h'] }
})

/** A time such as `10s`, in ms, of a day at most. */
export const upToADay = z
  .string()
  .transform((text) => {
    const [, amount, unit] = /^(\d{1,9})(ms|s|m|h)$/.exec(text) ?? []
    // The pattern admits no other unit.
    return Number(amount) * millisecondsOf[unit as keyof typeof millisecondsOf]
  })
  .refine((value) => value <= 86_400_000, 'use a time of a day at most, such as 10s')

/** A warm-up such as `50/14`: the messages of the first day, and the days until all are allowed. */
export const warmUp = z.string().transform((text, context) => {
  const [, firstDay, days] = /^([1-9]\d{0,8})\/([1-9]\d{0,3})$/.exec(text) ?? []
  if (firstDay !== undefined && days !== undefined) return { firstDay: Number(firstDay), days: Number(days) }
  context.addIssue({ code: 'custom', message: 'use the messages of the first day and a number of days, such as 50/14' })
  return z.NEVER
})

/** Hours such as `22:00-08:00`. */
export const quietHours = z.string().transform((text, context) => {
  const [, from, to] = /^((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d)$/.exec(text) ?? []
  if (from !== undefined && to !== undefined && from !== to) return { from, to }
  context.addIssue({ code: 'custom', message: 'use two times of the day, such as 22:00-08:00' })
  return z.NEVER
})

/** A time such as `15s`, in ms. */
export const lease = z
  .string()
  .transform((text) => {
    const [, amount, unit] = /^(\d{1,9})(ms|s|m)$/.exec(text) ?? []
    // The pattern admits no other unit.
    return Number(amount) * millisecondsOf[unit as 'ms' | 's' | 'm']
  })
  .refine((value) => value >= 1_000 && value <= 600_000, 'use a time from 1s to 10m, such as 15s')

/** How long something is kept, in whole units; 0 is for ever. */
export const keptFor = (least: number) =>
  z
    .string()
    .transform(wholeNumber)
    .refine((value) => value === 0 || value >= least, `use a whole number of at least ${least}, or 0 for ever`)

/** A list of `host:port`, separated by commas or spaces. */
export const hostPorts = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter((item) => item !== ''))
  .refine(
    (items) => items.every((item) => /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+):\d{1,5}$/i.test(item)),
    'use host:port, several with commas between, such as files.internal:8080',
  )

/** The address of a WhatsApp server. */
export const webSocketUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && ['ws:', 'wss:'].includes(new URL(text).protocol),
    'use a ws:// or wss:// address',
  )

/** A 32-byte public key in base64. */
export const rootKey = z
  .string()
  .regex(/^[A-Za-z0-9+/]{43}=?$/, 'use the 32 bytes of the key in base64')
  .transform((text) => Uint8Array.from(Buffer.from(text, 'base64')))

/** The text of a PEM file of certificates, given its name. */
export const pemFile = (readFile: (file: string) => string) =>
  z.string().transform((file, context) => {
    try {
      const pem = readFile(file)
      new X509Certificate(pem)
      return pem
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      context.addIssue({ code: 'custom', message: `use the name of a readable PEM file (${reason})` })
      return z.NEVER
    }
  })

/** A version of WhatsApp's client. */
export const clientVersion = z
  .string()
  .regex(/^\d{1,10}\.\d{1,10}\.\d{1,10}$/, 'use three numbers with dots, e.g. 2.3000.1043857760')
  .transform((text): readonly [number, number, number] => {
    const [first = 0, second = 0, third = 0] = text.split('.').map(Number)
    return [first, second, third]
  })

/** An address to read something from. */
export const httpUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    'use an http:// or https:// address',
  )
