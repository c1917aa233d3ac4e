import type { Khabeer } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'
import type { KhabeerRouter } from '@khabeer/express'
import { khabeerRouter } from '@khabeer/express'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import type { BeforeApplicationShutdown, INestApplication, OnApplicationShutdown, OnModuleInit } from '@nestjs/common'
import { Inject, Module } from '@nestjs/common'
import { readWhatsApp } from './whatsapp-settings.ts'

/** What the core is injected by. */
export const KHABEER = Symbol('khabeer')

const ROUTER = Symbol('khabeer router')

/** Makes the core, starts it with the app, and stops it when the app no longer listens. */
@Module({
  providers: [
    {
      provide: KHABEER,
      useFactory: () =>
        createKhabeer({
          storage: sqliteStorage({ file: 'khabeer.db' }),
          // What clients send as x-api-key: 16 characters or more.
          apiKey: process.env.KHABEER_API_KEY,
          whatsApp: readWhatsApp(process.env),
        }),
    },
    { provide: ROUTER, inject: [KHABEER], useFactory: (core: Khabeer) => khabeerRouter({ core }) },
  ],
  exports: [KHABEER],
})
export class KhabeerModule implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  readonly #core: Khabeer
  readonly #router: KhabeerRouter

  constructor(@Inject(KHABEER) core: Khabeer, @Inject(ROUTER) router: KhabeerRouter) {
    this.#core = core
    this.#router = router
  }

  onModuleInit(): Promise<void> {
    return this.#core.start()
  }

  // A stream of events goes on until it is ended, and a server closes when all that it answers is.
  beforeApplicationShutdown(): void {
    this.#router.endStreams()
  }

  onApplicationShutdown(): Promise<void> {
    return this.#core.stop()
  }
}

/** Serves the HTTP API below a path of an app. */
export const mountKhabeer = (app: INestApplication, prefix: string): void => {
  app.use(prefix, app.get<KhabeerRouter>(ROUTER))
}
