import type { Clock, Logger } from '@khabeer/core'
import { systemClock } from '@khabeer/core'
import { expect, it } from 'vitest'
import { fastClock } from './fast-clock.ts'
import { createTestGateway, friend, linkInstance, whenMessage } from './test-gateway.ts'

const day = 24 * 3_600_000

/** A logger that tells of the first sweep that removed something. */
const sweepLogger = (): { readonly logger: Logger; readonly swept: Promise<Readonly<Record<string, unknown>>> } => {
  const ignore = () => undefined
  let tell: (facts: Readonly<Record<string, unknown>>) => void = ignore
  const swept = new Promise<Readonly<Record<string, unknown>>>((resolve) => {
    tell = resolve
  })
  const info: Logger['info'] = (facts) => {
    if ('bodies' in facts) tell(facts)
  }
  return { logger: { debug: ignore, info, warn: ignore, error: ignore }, swept }
}

it('a core keeps messages as long as it is told, and what is queued for ever', async () => {
  const { sandbox, start } = await createTestGateway()
  const linking = await start()
  const instanceId = await linkInstance(linking, sandbox)
  const { id } = await linking.send({ instanceId, to: friend, text: 'Hello' })
  await whenMessage(linking, id, 'message.delivered')
  const unlinked = await linking.instances.create({ name: 'Never linked' })
  const waiting = await linking.send({ instanceId: unlinked.id, to: friend, text: 'Hello' })
  await linking.stop()
  const { logger, swept } = sweepLogger()

  const core = await start({ clock: fastClock(500, 41 * day), retention: { messagesDays: 40 }, logger })

  expect(await swept).toMatchObject({ bodies: 1, messages: 1 })
  await expect(core.messages.get(id)).rejects.toMatchObject({ code: 'message_not_found' })
  expect(await core.messages.get(waiting.id)).toMatchObject({ status: 'queued' })
})

it('a core that was stopped leaves no timer, neither of a sweep nor of anything else', async () => {
  const { start } = await createTestGateway()
  const pending = new Set<object>()
  const machine = systemClock()
  const clock: Clock = {
    ...machine,
    after: (delayMs, callback) => {
      const timer = {}
      pending.add(timer)
      const cancel = machine.after(delayMs, () => {
        pending.delete(timer)
        callback()
      })
      return () => {
        pending.delete(timer)
        cancel()
      }
    },
  }

  const core = await start({ clock })
  const whileRunning = pending.size
  await core.stop()

  expect(whileRunning).toBeGreaterThan(0)
  expect(pending.size).toBe(0)
})
