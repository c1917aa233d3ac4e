import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { places } from './place.ts'
import type { Answer } from './quota-facts.ts'
import { readQuotaFacts, toAttempts } from './quota-facts.ts'
import { answerFaults, countFaults, quotaFaults } from './quota-faults.ts'
import type { Racers } from './racers.ts'
import { startRacers } from './racers.ts'
import { acceptCall, acceptEach, batchOf, createInstance, createSender, dayMs, noon, ownerOf } from './senders.ts'

const processes = [0, 1, 2, 3]
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

let racers: Racers
beforeAll(async () => {
  racers = await startRacers(processes.length)
})
afterAll(() => racers.end())

describe.each(places)('four processes that race for a quota on %s', (_name, createPlace) => {
  it('accept exactly what is left: 1,000 of 3,200', async () => {
    const place = createPlace()
    const sender = await createSender(await place.open(), { dailyMessages: 1_200, monthlyMessages: 5_000 })
    await racers.open(place.settings)
    const before = [[acceptCall(sender, { units: 200 })]]
    const calls = processes.map(() => numbers(800).map(() => acceptCall(sender)))

    const used = toAttempts(before, await racers.race<Answer>(before))
    const attempts = toAttempts(calls, await racers.race<Answer>(calls))
    const facts = await readQuotaFacts(place, [...used, ...attempts])

    expect(quotaFaults(facts)).toEqual([])
    expect(attempts.filter(({ answer }) => answer?.kind === 'accepted')).toHaveLength(1_000)
    expect(attempts.filter(({ answer }) => answer?.kind === 'quota_exceeded')).toHaveLength(2_200)
    expect(facts.storedIds).toHaveLength(1_200)
  })

  it('accept no more of bulks than fits, whole bulks or nothing, of the day and of the month', async () => {
    const place = createPlace()
    const storage = await place.open()
    const senders = [
      await createSender(storage, { dailyMessages: 151 }),
      await createSender(storage, { monthlyMessages: 251 }),
      await createSender(storage, { dailyMessages: 121, monthlyMessages: 211 }),
      await createSender(storage, {}),
    ]
    await racers.open(place.settings)
    const calls = processes.map((process) =>
      numbers(50).flatMap((number) =>
        senders.map((sender) => {
          const units = 1 + ((number * 7 + process * 3) % 5)
          return acceptCall(sender, { units, at: number % 3 === 0 ? noon + dayMs : noon })
        }),
      ),
    )

    const attempts = toAttempts(calls, await racers.race<Answer>(calls))
    const facts = await readQuotaFacts(place, attempts)

    expect(quotaFaults(facts)).toEqual([])
    expect(attempts.filter(({ answer }) => answer === null)).toHaveLength(0)
    const kinds = senders.map(({ accountId }) => {
      const answers = attempts.filter(({ batch }) => batch.accountId === accountId).map(({ answer }) => answer)
      return new Set(answers.map((answer) => (answer?.kind === 'quota_exceeded' ? answer.limit : answer?.kind)))
    })
    expect(kinds.map((each) => [...each].toSorted())).toEqual([
      ['accepted', 'daily'],
      ['accepted', 'monthly'],
      ['accepted', 'daily', 'monthly'],
      ['accepted'],
    ])
  })

  it('accept no more than a day allows when its first messages come from all at once', async () => {
    const place = createPlace()
    const storage = await place.open()
    const senders = await Promise.all(numbers(10).map(() => createSender(storage, { dailyMessages: 20 })))
    await racers.open(place.settings)
    const calls = processes.map(() => numbers(16).flatMap(() => senders.map((sender) => acceptCall(sender))))

    const attempts = toAttempts(calls, await racers.race<Answer>(calls, calls[0]?.length))
    const facts = await readQuotaFacts(place, attempts)

    expect(quotaFaults(facts)).toEqual([])
    expect(attempts.filter(({ answer }) => answer?.kind === 'accepted')).toHaveLength(200)
    expect(attempts.filter(({ answer }) => answer?.kind === 'quota_exceeded')).toHaveLength(440)
  })

  it('take one unit for one key, whoever uses it first, and tell all the same', async () => {
    const place = createPlace()
    const sender = await createSender(await place.open(), { dailyMessages: 150 })
    await racers.open(place.settings)
    // Each begins elsewhere, so that first uses and repetitions meet in every order.
    const calls = processes.map((process) =>
      numbers(200).map((number) => acceptCall(sender, { key: `order-${(number + process * 5) % 200}` })),
    )

    const attempts = toAttempts(calls, await racers.race<Answer>(calls))
    const facts = await readQuotaFacts(place, attempts)

    expect(quotaFaults(facts)).toEqual([])
    expect(facts.storedIds).toHaveLength(150)
    expect(attempts.filter(({ answer }) => answer?.kind === 'accepted')).toHaveLength(150)
    expect(attempts.filter(({ answer }) => answer?.kind === 'replayed')).toHaveLength(450)
  })

  it('count exactly what did not end unsent, and then fill the quota to its limit again', async () => {
    const place = createPlace()
    const storage = await place.open()
    const sender = await createSender(storage, { dailyMessages: 400 })
    const doomed = { ...sender, instanceId: await createInstance(storage, sender.accountId) }
    await racers.open(place.settings)
    const stored = await acceptEach(storage, [
      ...numbers(100).map(() => batchOf(sender)),
      ...numbers(50).map(() => batchOf(doomed)),
    ])
    const ids = stored.flatMap(({ answer }) => (answer !== null && 'messages' in answer ? answer.messages : []))
    const owner = await ownerOf(storage, sender)
    const calls = processes.map(() => numbers(150).map((number) => acceptCall(number % 4 === 0 ? doomed : sender)))

    // The first of them leave, which nothing gives back; the next fail before that, while others accept.
    const racing = racers.race<Answer>(calls)
    for (const { id } of ids.slice(0, 20)) await owner.markSending(id)
    for (const { id } of ids.slice(20, 60)) await owner.fail(id)
    await storage.instances.delete(sender.accountId, doomed.instanceId, noon)
    for (const { id } of ids.slice(60, 100)) await owner.fail(id)
    const attempts = toAttempts(calls, await racing)
    for (const { id } of ids.slice(0, 20)) await owner.fail(id)
    const facts = await readQuotaFacts(place, [...stored, ...attempts])
    const refill = await acceptEach(
      storage,
      numbers(400).map(() => batchOf(sender)),
    )
    const refilled = await readQuotaFacts(place, [...stored, ...attempts, ...refill])

    expect(attempts.filter(({ answer }) => answer === null)).toHaveLength(0)
    expect([...countFaults(facts), ...answerFaults(facts)]).toEqual([])
    expect([...countFaults(refilled), ...answerFaults(refilled)]).toEqual([])
    expect(refilled.counters.map(({ units }) => units)).toEqual([400, 400])
  })

  it('would exceed it if they read before they wrote, and that is seen', async () => {
    const place = createPlace()
    const limit = 10
    const sender = await createSender(await place.open(), {})
    await racers.open(place.settings)
    const calls = processes.map(() => numbers(16).map(() => acceptCall(sender)))

    const question = { store: 'usage', verb: 'read', input: [sender.accountId, noon] } as const

    const attempts = toAttempts(calls, await racers.raceReadingFirst<Answer>(calls, question, limit))
    const facts = await readQuotaFacts(place, attempts)
    const accounts = facts.accounts.map((account) => ({ ...account, day: limit }))

    expect(sum(facts.rows.filter(({ kind }) => kind === 'day').map(({ units }) => units))).toBeGreaterThan(limit)
    expect(quotaFaults({ ...facts, accounts })).toContainEqual(expect.stringMatching(/has \d+ of 10 in the day/))
  })
})
