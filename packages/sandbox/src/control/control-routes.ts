import { accountRoutes } from './account-routes.ts'
import { contactRoutes } from './contact-routes.ts'
import type { ControlRoute, LiveRoute } from './control-route.ts'
import { faultRoutes } from './fault-routes.ts'
import { ledgerEvents } from './ledger-events.ts'
import { ledgerRoutes } from './ledger-routes.ts'
import { phoneRoutes } from './phone-routes.ts'

/** All of the control API but its own description. */
export const CONTROL_ROUTES: readonly (ControlRoute | LiveRoute)[] = [
  ...phoneRoutes,
  ...contactRoutes,
  ...accountRoutes,
  ...ledgerRoutes,
  ledgerEvents,
  ...faultRoutes,
]
