import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { khabeerRouter } from '@khabeer/express'
import express from 'express'
import type { HostOrders, HostSettings } from '../messages.ts'
import { createCore } from './create-core.ts'
import { fileLogger } from './file-logger.ts'
import { measureMemory } from './measure-memory.ts'
import { doWrong } from './misdeeds.ts'
import { lookAtOpenThings, toLeftOver } from './open-things.ts'
import type { Threads } from './threads.ts'
import { createTroubleBook } from './trouble-book.ts'

/** A host that serves. */
export interface Serving {
  readonly url: string
  readonly orders: { readonly [Name in keyof HostOrders]: (input: unknown) => Promise<HostOrders[Name]['answer']> }
}

/** How long what was closed may take to be gone: a socket waits for the other side. */
const closingMs = 1_000
const lookEveryMs = 20

/** Serves an app of its own with the library in it; its server is there before the library and after it. */
export const serve = async (settings: HostSettings, threads: Threads): Promise<Serving> => {
  const app = express()
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on a port has an address with one.
  const { port } = server.address() as AddressInfo
  const before = lookAtOpenThings(threads.count())

  const logger = fileLogger(settings.logFile)
  const troubles = createTroubleBook()
  const core = createCore(settings, logger, troubles)
  core.on('message.sent', () => {
    const trouble = troubles.take(['listener'])
    if (trouble === null) return undefined
    const failure = new Error('The listener of the host failed.')
    if (trouble.isAsync) return Promise.reject(failure)
    throw failure
  })
  doWrong(core, logger, settings.misdeeds)
  app.use(khabeerRouter({ core, logger, throttle: false }))
  app.get('/alive', (_request, response) => {
    response.json({ isAlive: true })
  })
  await core.start()

  return {
    url: `http://127.0.0.1:${port}`,
    orders: {
      measure: measureMemory,
      trouble: async (input) => {
        // The parent is of the same program and sends what the type says.
        troubles.add(input as HostOrders['trouble']['input'])
        return { struck: troubles.struck() }
      },
      calm: async () => {
        troubles.clear()
        return { struck: troubles.struck() }
      },
      stop: async () => {
        threads.expectEnds()
        server.closeAllConnections()
        await core.stop()
        const leftOver = await whatStays(() => toLeftOver(before, lookAtOpenThings(threads.count())))
        server.close()
        return { leftOver }
      },
    },
  }
}

const whatStays = async (look: () => readonly string[]): Promise<readonly string[]> => {
  const givesUpAt = performance.now() + closingMs
  for (;;) {
    const leftOver = look()
    if (leftOver.length === 0 || performance.now() > givesUpAt) return leftOver
    await delay(lookEveryMs)
  }
}
