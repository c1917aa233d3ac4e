import type { Khabeer } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'
import { khabeerRouter } from '@khabeer/express'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import type { INestApplication, OnApplicationShutdown, OnModuleInit } from '@nestjs/common'
import { Inject, Module } from '@nestjs/common'

/** What the core is injected by. */
export const KHABEER = Symbol('khabeer')

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
        }),
    },
  ],
  exports: [KHABEER],
})
export class KhabeerModule implements OnModuleInit, OnApplicationShutdown {
  readonly #core: Khabeer

  constructor(@Inject(KHABEER) core: Khabeer) {
    this.#core = core
  }

  onModuleInit(): Promise<void> {
    return this.#core.start()
  }

  onApplicationShutdown(): Promise<void> {
    return this.#core.stop()
  }
}

/** Serves the HTTP API below a path of an app. */
export const mountKhabeer = (app: INestApplication, prefix: string): void => {
  app.use(prefix, khabeerRouter({ core: app.get<Khabeer>(KHABEER) }))
}
