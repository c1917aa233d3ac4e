import type { Route } from './define-route.ts'
import { createQrImage } from './qr-image.ts'
import { accountKeyRoutes } from './routes/account-keys.ts'
import { accountRoutes } from './routes/accounts.ts'
import { apiKeyRoutes } from './routes/api-keys.ts'
import { changeInstanceRoutes } from './routes/change-instance.ts'
import { contactRoutes } from './routes/contacts.ts'
import { eventRoutes } from './routes/events.ts'
import { healthRoutes } from './routes/health.ts'
import { instanceRoutes } from './routes/instances.ts'
import { messageQueueRoutes } from './routes/message-queue.ts'
import { messageRoutes } from './routes/messages.ts'
import { metricsRoutes } from './routes/metrics.ts'
import { openApiRoutes } from './routes/openapi.ts'
import { qrRoutes } from './routes/qr.ts'
import { runInstanceRoutes } from './routes/run-instance.ts'
import { usageRoutes } from './routes/usage.ts'

/** Builds the one table of routes, or the part of it that is served. */
export const createRoutes = (isServed: (route: Route) => boolean = () => true): readonly Route[] => {
  // A picture that one of them has drawn serves the other.
  const draw = createQrImage()
  const routes: readonly Route[] = [
    ...messageRoutes(),
    ...messageQueueRoutes(),
    ...instanceRoutes(),
    ...changeInstanceRoutes(),
    ...runInstanceRoutes(),
    ...qrRoutes(draw),
    ...contactRoutes(),
    ...usageRoutes(),
    ...apiKeyRoutes(),
    ...eventRoutes(draw),
    ...healthRoutes(),
    ...metricsRoutes(),
    ...accountRoutes(),
    ...accountKeyRoutes(),
    ...openApiRoutes(() => served),
  ]
  const served = routes.filter(isServed)
  return served
}
