import type { Route } from './define-route.ts'
import { instanceRoutes } from './routes/instances.ts'
import { messageRoutes } from './routes/messages.ts'
import { qrRoutes } from './routes/qr.ts'
import { usageRoutes } from './routes/usage.ts'

/** Builds the one table of routes. */
export const createRoutes = (): readonly Route[] => [
  ...messageRoutes(),
  ...instanceRoutes(),
  ...qrRoutes(),
  ...usageRoutes(),
]
