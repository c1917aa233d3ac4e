import type { Registry } from 'prom-client'
import { Counter, Gauge } from 'prom-client'
import type { InstanceRecord, InstanceStatus } from '../storage/instance-record.ts'
import { createBoundedWords } from './bounded-words.ts'

/** Counts what happens to the numbers of this process. */
export interface InstanceMetrics {
  /** An instance stands somewhere else now. */
  stands(row: InstanceRecord): void
}

const statuses = [
  'waiting_scan',
  'connecting',
  'connected',
  'disconnected',
  'logged_out',
  'restricted',
  'failed',
] as const satisfies readonly InstanceStatus[]

const maxReasons = 50

/** Builds the metrics of the instances that a process owns into a registry. */
export const createInstanceMetrics = (registry: Registry, owned: () => readonly InstanceRecord[]): InstanceMetrics => {
  const registers = [registry]
  new Gauge({
    name: 'khabeer_instances_owned',
    help: 'Numbers that this process acts for.',
    registers,
    collect() {
      this.set(owned().length)
    },
  })
  new Gauge({
    name: 'khabeer_instances',
    help: 'Numbers that this process acts for, by status.',
    labelNames: ['status'],
    registers,
    collect() {
      const rows = owned()
      for (const status of statuses) this.set({ status }, rows.filter((row) => row.status === status).length)
    },
  })
  new Gauge({
    name: 'khabeer_instances_restricted',
    help: 'Numbers that this process acts for and that WhatsApp restricts, whatever their status.',
    registers,
    collect() {
      this.set(owned().filter((row) => row.restriction !== null).length)
    },
  })
  const reconnects = new Counter({
    name: 'khabeer_reconnects_total',
    help: 'Lines of linked numbers that ended and are opened again, by why they ended.',
    labelNames: ['reason'],
    registers,
  })
  const bounded = createBoundedWords(maxReasons)

  return {
    stands: ({ status, statusReason }) => {
      // What was stopped here is opened by another process, or at the next start.
      if (status !== 'disconnected' || statusReason === 'stopped') return
      reconnects.inc({ reason: bounded(statusReason ?? 'unknown') })
    },
  }
}
