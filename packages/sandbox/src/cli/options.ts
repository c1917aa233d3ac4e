import { parseArgs } from 'node:util'
import type { SandboxClock } from '../clock.ts'
import { createFastClock } from '../clock.ts'
import type { SandboxOptions } from '../sandbox-options.ts'

/** What the command was asked for. */
export interface CliOptions {
  readonly help: boolean
  readonly sandbox: SandboxOptions
  readonly controlPort: number
  readonly infoFile: string | undefined
  readonly caFile: string | undefined
}

/** What `--help` prints. */
export const HELP = `khabeer-sandbox: a WhatsApp server on loopback, driven over HTTP

  --port N              port for clients (default: a free one)
  --control-port N      port of the HTTP control API (default: a free one)
  --info-file PATH      writes url, root key, CA and control url as JSON when all is up
  --ca-file PATH        writes the CA for media as PEM
  --receipts KIND       what phones do by themselves: none, delivered, read, played (default: delivered)
  --unknown-numbers W   whether unnamed numbers are on WhatsApp: exist, missing (default: exist)
  --qr-life-ms N        how long each QR code can be scanned (default: as long as the client stays)
  --clock-speed N       how many times as fast as the machine's clock the sandbox's runs (default: 1)
  --clock-origin MS     when both told the same time, in epoch ms (default: the start)
  --help                prints this

  POST <control url>/admin/mock-phone/scan-qr with the text of a QR code as body links a client; GET <control url>/
  lists all else. SIGINT and SIGTERM end it.`

/** Reads the arguments; throws on what it does not know. */
export function parseCliOptions(args: readonly string[]): CliOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      'control-port': { type: 'string' },
      'info-file': { type: 'string' },
      'ca-file': { type: 'string' },
      receipts: { type: 'string' },
      'unknown-numbers': { type: 'string' },
      'qr-life-ms': { type: 'string' },
      'clock-speed': { type: 'string' },
      'clock-origin': { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  return {
    help: values.help ?? false,
    sandbox: {
      port: integer('--port', values.port),
      receipts: word('--receipts', values.receipts, ['none', 'delivered', 'read', 'played'] as const),
      unknownNumbers: word('--unknown-numbers', values['unknown-numbers'], ['exist', 'missing'] as const),
      qrLifeMs: integer('--qr-life-ms', values['qr-life-ms']),
      clock: clock(values['clock-speed'], values['clock-origin']),
    },
    controlPort: integer('--control-port', values['control-port']) ?? 0,
    infoFile: values['info-file'],
    caFile: values['ca-file'],
  }
}

function clock(speed: string | undefined, origin: string | undefined): SandboxClock | undefined {
  const times = integer('--clock-speed', speed)
  const since = integer('--clock-origin', origin)
  if (times === undefined && since !== undefined) throw new Error('--clock-origin needs --clock-speed.')
  if (times === 0) throw new Error('--clock-speed takes a whole number from 1.')
  return times === undefined ? undefined : createFastClock({ speed: times, origin: since })
}

function integer(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  if (/^\d{1,15}$/.test(value)) return Number(value)
  throw new Error(`${name} takes a whole number, not "${value}".`)
}

function word<T extends string>(name: string, value: string | undefined, words: readonly T[]): T | undefined {
  if (value === undefined) return undefined
  const found = words.find((candidate) => candidate === value)
  if (found !== undefined) return found
  throw new Error(`${name} takes one of ${words.join(', ')}, not "${value}".`)
}
