import type { ControlRoute } from './control-route.ts'
import { faultRoutes } from './fault-routes.ts'
import { ledgerRoutes } from './ledger-routes.ts'
import { phoneRoutes } from './phone-routes.ts'

/** All of the control API but its own description. */
export const CONTROL_ROUTES: readonly ControlRoute[] = [...phoneRoutes, ...ledgerRoutes, ...faultRoutes]
