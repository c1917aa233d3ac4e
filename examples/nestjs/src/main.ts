import 'reflect-metadata'
import { NestFactory } from '@nestjs/core'
import { AppModule } from './app-module.ts'
import { mountKhabeer } from './khabeer-module.ts'

const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] })
// Before Nest adds its body parsers, which it does when it begins to listen.
mountKhabeer(app, '/wa')
await app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1')
process.stdout.write(`The shop listens on ${await app.getUrl()}, WhatsApp under /wa/api/v1.\n`)

// Closing runs the hooks of the modules; then nothing keeps the process, and it ends by itself with 0.
const stop = () => app.close()
process.once('SIGTERM', stop).once('SIGINT', stop)
