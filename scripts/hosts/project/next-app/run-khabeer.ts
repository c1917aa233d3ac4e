import { core } from './khabeer'

/** Starts the core, and stops it with the server. */
export const run = async () => {
  await core.start()
  // Next.js leaves this signal alone with NEXT_MANUAL_SIG_HANDLE.
  process.once('SIGTERM', async () => {
    await core.stop()
    process.exit(0)
  })
}
