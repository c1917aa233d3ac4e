import { z } from 'zod'
import type { Account } from '../../accounts/account.ts'
import { accountNameSchema, planLimitSchema, timeZoneSchema } from '../../accounts/plan.ts'
import type { Plan } from '../../storage/account-record.ts'
import type { Route } from '../define-route.ts'
import { defineRoute } from '../define-route.ts'
import { answeredId, answeredTime, mustBeObject, pathId } from './ids.ts'
import { onlyFields, someFields } from './known-names.ts'
import { pageQuery, readPage } from './paging.ts'

const limit = z.int().nullable()

const accountAnswer = z
  .object({
    id: answeredId,
    name: z.string(),
    plan: z.object({ monthly_messages: limit, daily_messages: limit, instances: limit }),
    time_zone: z.string(),
    disabled: z.boolean(),
    created_at: answeredTime,
  })
  .meta({ title: 'Account', description: 'An account, and what its plan allows.' })

const exampleAccount: z.infer<typeof accountAnswer> = {
  id: 2,
  name: 'shop',
  plan: { monthly_messages: 1000, daily_messages: null, instances: 2 },
  time_zone: 'Africa/Cairo',
  disabled: false,
  created_at: '2026-06-20T10:00:00.000Z',
}

const toAccountAnswer = ({ plan, ...account }: Account): z.infer<typeof accountAnswer> => ({
  id: account.id,
  name: account.name,
  plan: { monthly_messages: plan.monthlyMessages, daily_messages: plan.dailyMessages, instances: plan.instances },
  time_zone: account.timeZone,
  disabled: account.isDisabled,
  created_at: account.createdAt.toISOString(),
})

const changes = {
  plan: onlyFields(
    {
      monthly_messages: planLimitSchema.optional(),
      daily_messages: planLimitSchema.optional(),
      instances: planLimitSchema.optional(),
    },
    mustBeObject('{"daily_messages":500}'),
  ).optional(),
  time_zone: timeZoneSchema.optional(),
}
const createBody = onlyFields({ name: accountNameSchema, ...changes }, mustBeObject('{"name":"shop"}'))
const updateBody = someFields(
  { name: accountNameSchema.optional(), ...changes },
  mustBeObject('{"plan":{"daily_messages":500}}'),
)

/** Puts what came over HTTP into the words of code. */
const toInput = <Name>({ name, plan, time_zone }: AccountBody<Name>) => ({
  name,
  timeZone: time_zone,
  plan: plan && toPlan(plan),
})

type AccountBody<Name> = Omit<z.infer<typeof updateBody>, 'name'> & { readonly name: Name }

const toPlan = (plan: NonNullable<z.infer<typeof updateBody>['plan']>): Partial<Plan> => ({
  ...(plan.monthly_messages === undefined ? {} : { monthlyMessages: plan.monthly_messages }),
  ...(plan.daily_messages === undefined ? {} : { dailyMessages: plan.daily_messages }),
  ...(plan.instances === undefined ? {} : { instances: plan.instances }),
})

const one = {
  scope: 'admin',
  status: 200,
  params: z.object({ id: pathId }),
  missingCode: 'account_not_found',
  response: accountAnswer,
} as const

/** Builds the routes with which whoever runs the server manages accounts. */
export const accountRoutes = (): readonly Route[] => [
  defineRoute({
    method: 'POST',
    path: '/admin/accounts',
    scope: 'admin',
    summary: 'Creates an account.',
    status: 201,
    body: createBody,
    response: accountAnswer,
    errors: ['name_taken'],
    example: {
      body: { name: 'shop', plan: { monthly_messages: 1000, instances: 2 }, time_zone: 'Africa/Cairo' },
      response: exampleAccount,
    },
    run: async ({ core, body }) => toAccountAnswer(await core.accounts.create(toInput(body))),
  }),
  defineRoute({
    method: 'GET',
    path: '/admin/accounts',
    scope: 'admin',
    summary: 'Lists the accounts, oldest first.',
    status: 200,
    query: pageQuery,
    response: z.object({ accounts: z.array(accountAnswer), next_cursor: z.string().nullable() }),
    errors: [],
    example: { response: { accounts: [exampleAccount], next_cursor: null } },
    run: async ({ core, query }) => {
      const { items, nextCursor } = await readPage(query, core.accounts.list)
      return { accounts: items.map(toAccountAnswer), next_cursor: nextCursor }
    },
  }),
  defineRoute({
    ...one,
    method: 'GET',
    path: '/admin/accounts/{id}',
    summary: 'Shows one account.',
    errors: [],
    example: { response: exampleAccount },
    run: async ({ core, params }) => toAccountAnswer(await core.accounts.get(params.id)),
  }),
  defineRoute({
    ...one,
    method: 'PATCH',
    path: '/admin/accounts/{id}',
    summary: 'Changes the name, the plan or the time zone of an account; what is left out stays.',
    body: updateBody,
    errors: ['name_taken'],
    example: {
      body: { plan: { daily_messages: 100 } },
      response: { ...exampleAccount, plan: { ...exampleAccount.plan, daily_messages: 100 } },
    },
    run: async ({ core, params, body }) =>
      toAccountAnswer(await core.accounts.update(params.id, toInput({ name: undefined, ...body }))),
  }),
  defineRoute({
    ...one,
    method: 'POST',
    path: '/admin/accounts/{id}/disable',
    summary: 'Accepts nothing more from an account until it is enabled.',
    errors: [],
    example: { response: { ...exampleAccount, disabled: true } },
    run: async ({ core, params }) => toAccountAnswer(await core.accounts.disable(params.id)),
  }),
  defineRoute({
    ...one,
    method: 'POST',
    path: '/admin/accounts/{id}/enable',
    summary: 'Lets a disabled account go on.',
    errors: [],
    example: { response: exampleAccount },
    run: async ({ core, params }) => toAccountAnswer(await core.accounts.enable(params.id)),
  }),
]
