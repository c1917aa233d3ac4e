import { z } from 'zod'
import type { Instance } from '../../instances/instance.ts'

const instanceStatuses = [
  'waiting_scan',
  'connecting',
  'connected',
  'disconnected',
  'logged_out',
  'restricted',
  'failed',
] as const satisfies readonly Instance['status'][]

/** Where an instance stands, in an answer. */
export const instanceStatus = z.enum(instanceStatuses)
