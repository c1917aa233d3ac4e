import { z } from 'zod'
import { writeAccountMetrics } from '../account-metrics.ts'
import { BinaryAnswer } from '../binary-answer.ts'
import type { Route } from '../define-route.ts'
import { defineRoute } from '../define-route.ts'

const exampleMetrics = `# HELP khabeer_queue_depth Messages that wait to be sent.
# TYPE khabeer_queue_depth gauge
khabeer_queue_depth 12
`

/** Builds the route that Prometheus scrapes. */
export const metricsRoutes = (): readonly Route[] => [
  defineRoute({
    method: 'GET',
    path: '/metrics',
    scope: 'manage',
    isForAdminsToo: true,
    summary:
      "Shows what is measured, in Prometheus' text format: with the admin key of the process, else of the account.",
    status: 200,
    binaryType: 'text/plain',
    response: z.string(),
    errors: [],
    example: { response: exampleMetrics },
    run: async (context) => {
      const { contentType, text } = context.isAdmin
        ? await context.core.metrics.read()
        : await writeAccountMetrics(context.account, context.now())
      return new BinaryAnswer(contentType, Buffer.from(text))
    },
  }),
]
