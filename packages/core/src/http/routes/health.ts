import { z } from 'zod'
import { errorCodes } from '../../errors/codes.ts'
import { KhabeerError } from '../../errors/khabeer-error.ts'
import type { Route } from '../define-route.ts'
import { defineRoute } from '../define-route.ts'
import { serverErrors } from '../route-errors.ts'

/** Builds the routes that a load balancer asks. */
export const healthRoutes = (): readonly Route[] => [
  defineRoute({
    method: 'GET',
    path: '/health/live',
    scope: 'public',
    summary: 'Tells that the process answers.',
    status: 200,
    response: z.object({ status: z.literal('live') }),
    errors: [],
    example: { response: { status: 'live' } },
    run: async () => ({ status: 'live' as const }),
  }),
  defineRoute({
    method: 'GET',
    path: '/health/ready',
    scope: 'public',
    summary: 'Tells whether the process serves calls: it is started, is not stopping, and its database answers.',
    status: 200,
    response: z.object({ status: z.literal('ready') }),
    errors: serverErrors,
    example: { response: { status: 'ready' } },
    run: async ({ core }) => {
      const { reason } = await core.health()
      if (reason !== null) throw new KhabeerError(reason, errorCodes[reason].title)
      return { status: 'ready' as const }
    },
  }),
]
