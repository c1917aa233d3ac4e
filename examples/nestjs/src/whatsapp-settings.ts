import { readFileSync } from 'node:fs'
import type { KhabeerOptions } from '@khabeer/core'

/** Reads which WhatsApp to talk to: the sandbox's in tests, the real one where nothing is set. */
export const readWhatsApp = (env: NodeJS.ProcessEnv): KhabeerOptions['whatsApp'] => ({
  url: env.KHABEER_WHATSAPP_URL,
  rootKey: env.KHABEER_WHATSAPP_ROOT_KEY ? Buffer.from(env.KHABEER_WHATSAPP_ROOT_KEY, 'base64') : undefined,
  mediaCa: env.KHABEER_WHATSAPP_CA ? readFileSync(env.KHABEER_WHATSAPP_CA, 'utf8') : undefined,
})
