import { Counter, Registry, register } from 'prom-client'
import { expect, test } from 'vitest'
import type { Clock } from '../clock.ts'
import type { InstanceRecord } from '../storage/instance-record.ts'
import type { InstanceStore, QueueDepth } from '../storage/instance-store.ts'
import type { MessageRecord } from '../storage/message-record.ts'
import { createMeter } from './meter.ts'
import type { MetricsOptions } from './metrics-options.ts'

const recipient = '201001234567'

const message = (parts: Partial<MessageRecord>): MessageRecord => ({
  id: 1,
  accountId: 7,
  instanceId: 5,
  waMessageId: 'ABC',
  recipient,
  type: 'text',
  content: { text: 'Hello' },
  status: 'sending',
  error: null,
  errorCode: null,
  heldReason: null,
  attempts: 1,
  nextAttemptAt: null,
  priority: 'normal',
  sendAt: null,
  expiresAt: null,
  retryOf: null,
  address: null,
  queuedAt: 0,
  sendingAt: 1_000,
  sentAt: null,
  deliveredAt: null,
  readAt: null,
  playedAt: null,
  endedAt: null,
  ...parts,
})

const instance = (parts: Partial<InstanceRecord>): InstanceRecord => ({
  id: 5,
  accountId: 7,
  name: 'Main Store Number',
  status: 'connected',
  statusReason: null,
  restriction: null,
  phone: recipient,
  isLinked: true,
  qr: null,
  qrExpiresAt: null,
  qrRequestedAt: null,
  qrRounds: [],
  pairingPhone: null,
  pairingCode: null,
  pairingRequestedAt: null,
  lastSendAt: null,
  pausedAt: null,
  holds: [],
  pacing: null,
  metadata: {},
  wish: null,
  createdAt: 0,
  connectedAt: null,
  statusChangedAt: 0,
  deletedAt: null,
  ...parts,
})

const clock: Clock = { now: () => 61_500, elapsed: () => 0, after: () => () => undefined }

const meterOf = (
  options: MetricsOptions = {},
  owned: readonly InstanceRecord[] = [],
  depths: InstanceStore['depths'] = async () => [],
) => createMeter(options, { depths, clock, owned: () => owned })

/** The samples of a metric, without comments. */
const samplesOf = async (meter: ReturnType<typeof meterOf>, name: string): Promise<readonly string[]> =>
  (await meter.read()).text.split('\n').filter((line) => line.startsWith(name))

test('messages are counted by what became of them', async () => {
  const meter = meterOf()

  meter.messages.accepted()
  meter.messages.changed({ before: message({}), after: message({ status: 'sent' }) })
  meter.messages.changed({ before: message({ status: 'sent' }), after: message({ status: 'delivered' }) })
  meter.messages.changed({ before: message({}), after: message({ status: 'delivered' }) })
  meter.messages.changed({ before: message({}), after: message({ status: 'failed', errorCode: 'wa_463' }) })
  meter.messages.changed({ before: message({ status: 'queued' }), after: message({ status: 'sending' }) })

  expect(await samplesOf(meter, 'khabeer_messages_accepted_total')).toEqual(['khabeer_messages_accepted_total 1'])
  expect(await samplesOf(meter, 'khabeer_sends_total')).toEqual([
    'khabeer_sends_total{result="sent"} 2',
    'khabeer_sends_total{result="wa_463"} 1',
  ])
})

test('an acknowledgement is timed from when the message may have left', async () => {
  const meter = meterOf()

  meter.messages.changed({ before: message({ sendingAt: 61_200 }), after: message({ status: 'sent' }) })
  // Proof that comes late says nothing of how fast WhatsApp is.
  meter.messages.changed({ before: message({ status: 'failed' }), after: message({ status: 'delivered' }) })

  expect(await samplesOf(meter, 'khabeer_ack_seconds_sum')).toEqual(['khabeer_ack_seconds_sum 0.3'])
  expect(await samplesOf(meter, 'khabeer_ack_seconds_count')).toEqual(['khabeer_ack_seconds_count 1'])
})

test('what WhatsApp refuses with makes no endless series', async () => {
  const meter = meterOf()

  for (let code = 0; code < 500; code += 1) {
    meter.messages.changed({ before: message({}), after: message({ status: 'failed', errorCode: `wa_${code}` }) })
  }

  const samples = await samplesOf(meter, 'khabeer_sends_total')
  expect(samples).toHaveLength(101)
  expect(samples).toContain('khabeer_sends_total{result="other"} 400')
})

test('the numbers of the process are shown as they stand, and why lines ended', async () => {
  const restriction = { type: 'timelock', until: null, isProbing: false }
  const meter = meterOf({}, [instance({}), instance({ id: 6, status: 'restricted', restriction })])

  meter.instances.stands(instance({ status: 'disconnected', statusReason: 'connection_lost' }))
  meter.instances.stands(instance({ status: 'disconnected', statusReason: 'stopped' }))
  meter.instances.stands(instance({ status: 'connecting' }))

  expect(await samplesOf(meter, 'khabeer_instances_owned')).toEqual(['khabeer_instances_owned 2'])
  expect(await samplesOf(meter, 'khabeer_instances_restricted')).toEqual(['khabeer_instances_restricted 1'])
  expect(await samplesOf(meter, 'khabeer_instances{')).toContain('khabeer_instances{status="connected"} 1')
  expect(await samplesOf(meter, 'khabeer_instances{')).toContain('khabeer_instances{status="failed"} 0')
  expect(await samplesOf(meter, 'khabeer_reconnects_total')).toEqual([
    'khabeer_reconnects_total{reason="connection_lost"} 1',
  ])
})

test('queues are read once for a scrape, and gone ones are not shown any more', async () => {
  const asked: number[] = []
  let found: readonly QueueDepth[] = [
    { instanceId: 4, queued: 9, isMore: false, oldestQueuedAt: 0 },
    { instanceId: 5, queued: 3, isMore: false, oldestQueuedAt: 1_500 },
    { instanceId: 6, queued: 0, isMore: false, oldestQueuedAt: null },
  ]
  const meter = meterOf({}, [instance({ id: 6 }), instance({ id: 5 })], async (accountId) => {
    asked.push(accountId)
    return found
  })

  expect(await samplesOf(meter, 'khabeer_queue_')).toEqual([
    'khabeer_queue_messages{instance="5"} 3',
    'khabeer_queue_messages{instance="6"} 0',
    'khabeer_queue_oldest_seconds{instance="5"} 60',
    'khabeer_queue_oldest_seconds{instance="6"} 0',
  ])
  found = []
  expect(await samplesOf(meter, 'khabeer_queue_')).toEqual([])
  expect(asked).toEqual([7, 7])
})

test('a storage that fails leaves the rest of a scrape whole', async () => {
  const meter = meterOf({}, [instance({})], async () => Promise.reject(new Error('Away.')))

  expect(await samplesOf(meter, 'khabeer_queue_')).toEqual([])
  expect(await samplesOf(meter, 'khabeer_instances_owned')).toEqual(['khabeer_instances_owned 1'])
})

test('no number, name or text stands in what is measured', async () => {
  const meter = meterOf({}, [instance({})], async () => [
    { instanceId: 5, queued: 1, isMore: false, oldestQueuedAt: 0 },
  ])
  meter.messages.changed({ before: message({}), after: message({ status: 'failed', errorCode: 'send_failed' }) })
  meter.countRequest('GET /messages/{id}', 200)

  const { text } = await meter.read()

  expect(text).toContain('khabeer_http_requests_total{route="GET /messages/{id}",status="200"} 1')
  expect(text).not.toMatch(/201001234567|Main Store|Hello|ABC/u)
})

test("a host's registry shows them among its own until the end, and its global one stays empty", async () => {
  const registry = new Registry()
  new Counter({ name: 'host_orders_total', help: 'Orders.', registers: [registry] }).inc()
  const meter = meterOf({ registry })

  expect(await registry.metrics()).toMatch(/host_orders_total 1[\s\S]*khabeer_messages_accepted_total 0/u)
  expect(() => meterOf({ registry })).toThrow('metrics.registry')
  meter.close()

  expect(await registry.metrics()).not.toContain('khabeer_')
  expect(await registry.metrics()).toContain('host_orders_total 1')
  expect(await register.metrics()).toBe('\n')
  meterOf({ registry }).close()
})
