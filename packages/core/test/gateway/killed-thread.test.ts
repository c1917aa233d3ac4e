import type { Worker } from 'node:worker_threads'
import { expect, it, onTestFinished } from 'vitest'
import { createTestGateway, linkInstance, nextEvent, ownNumber, whenMessage } from './test-gateway.ts'

const otherNumber = '201093619141'
const textsEach = 30

/** Whom each number writes to: a person of its own, so that the order can be seen. */
const readers = { [ownNumber]: '201001234567', [otherNumber]: '201001234568' }

it('a thread that is killed in the middle of sends loses no message, doubles none, and leaves the other number alone', async () => {
  const { sandbox, start } = await createTestGateway()
  const threads: Worker[] = []
  const notice = (thread: Worker) => threads.push(thread)
  process.on('worker', notice)
  onTestFinished(() => {
    process.off('worker', notice)
  })
  const core = await start({ workers: 2 })
  const own = await linkInstance(core, sandbox, ownNumber)
  const other = await linkInstance(core, sandbox, otherNumber)
  const linesOf = (number: string) => sandbox.ledger.connections(number).filter(({ kind }) => kind === 'login').length
  const linesBefore = linesOf(otherNumber)
  const texts = Array.from({ length: textsEach }, (_, index) => `text ${index}`)

  const kills: Promise<unknown>[] = []
  const lost = nextEvent(core, 'instance.status', ({ instance }) => instance.id === own)
  let written = 0
  const stopCounting = sandbox.ledger.on('stanza', ({ sender }) => {
    if (sender !== ownNumber) return
    written += 1
    // In the same turn as the message arrives: nobody has been told that it did.
    if (written === 5 && threads[0] !== undefined) kills.push(threads[0].terminate())
  })
  const accepted = await Promise.all(
    texts.flatMap((text) => [
      core.send({ instanceId: own, to: readers[ownNumber] ?? '', text }),
      core.send({ instanceId: other, to: readers[otherNumber] ?? '', text }),
    ]),
  )
  await lost
  await Promise.all(accepted.map(({ id }) => whenMessage(core, id, 'message.delivered')))
  stopCounting()

  expect(kills).toHaveLength(1)
  expect(threads).toHaveLength(3)
  for (const reader of Object.values(readers)) {
    const shown = sandbox.contact(reader).inbox()
    expect(shown.map(({ content }) => 'text' in content && content.text)).toEqual(texts)
  }
  // The one that was on its way was written again, unless its receipt was there first.
  expect(written - textsEach).toBeLessThanOrEqual(1)
  expect(linesOf(otherNumber)).toBe(linesBefore)
})
