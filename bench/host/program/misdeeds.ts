import type { Khabeer, Logger } from '@khabeer/core'

/** What a host can do wrong on purpose, so that every check is seen to notice. */
export const misdeeds = {
  print: 'prints a line',
  leak: 'logs the number of a recipient',
  secret: 'logs a word that stands for a private key',
  reject: 'lets a promise reject that nobody holds',
  block: 'blocks the loop for three seconds',
  linger: 'leaves a timer and a listener of the process',
  grow: 'keeps 64 kB of each message that was sent',
} as const

/** The name of a misdeed. */
export type Misdeed = keyof typeof misdeeds

/** Tells whether a word is one of them. */
export const isMisdeed = (word: string): word is Misdeed => Object.hasOwn(misdeeds, word)

const blockMs = 3_000
const keptBytes = 64 * 1024
const lingerMs = 3_600_000

/** Does each wrong thing once a message was sent, `grow` at every message. */
export const doWrong = (core: Khabeer, logger: Logger, chosen: readonly Misdeed[]): void => {
  const kept: Buffer[] = []
  let isDone = false
  if (chosen.length === 0) return
  core.on('message.sent', ({ message }) => {
    if (chosen.includes('grow')) kept.push(Buffer.alloc(keptBytes))
    if (isDone) return
    isDone = true
    for (const misdeed of chosen) acts[misdeed]?.(logger, message.to)
  })
}

const acts: Readonly<Partial<Record<Misdeed, (logger: Logger, recipient: string) => void>>> = {
  print: () => console.log('Closing session'),
  leak: (logger, recipient) => logger.info({ recipient }, 'A message was sent.'),
  secret: (logger) => logger.info({ privKey: '<Buffer 00>' }, 'A session was closed.'),
  // On its own turn: a listener of the library that rejects is caught.
  reject: () => void setImmediate(() => void Promise.reject(new Error('Nobody holds this.'))),
  block: () => {
    const until = performance.now() + blockMs
    while (performance.now() < until);
  },
  linger: () => {
    setInterval(() => undefined, lingerMs)
    process.on('SIGUSR2', () => undefined)
  },
}
