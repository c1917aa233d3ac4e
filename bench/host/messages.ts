import type { Counts } from '../play/tally.ts'
import type { MemoryReading } from './program/measure-memory.ts'
import type { Misdeed } from './program/misdeeds.ts'
import type { StorageTrouble } from './program/troubled-storage.ts'

/** Where a host keeps everything. */
export type HostStorage =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly connectionString: string; readonly schema: string }

/** What a host is told when it starts. */
export interface HostSettings {
  readonly storage: HostStorage
  readonly whatsApp: { readonly url: string; readonly rootKey: string; readonly caPem: string }
  readonly apiKey: string
  /** How many times as fast as the machine's its clock runs, so that pauses of minutes take seconds. */
  readonly speed: number
  /** What one number may write within a second of the machine's time. */
  readonly messagesPerSecond: number
  /** `host:port` pairs that media may come from. */
  readonly mediaHosts: readonly string[]
  readonly mediaFolder: string
  /** Where all that the library logs goes, a JSON text a line. */
  readonly logFile: string
  /** What it does wrong on purpose, which has to be noticed. */
  readonly misdeeds: readonly Misdeed[]
}

/** What goes wrong inside of a host, once. */
export type HostTrouble = StorageTrouble | { readonly kind: 'listener'; readonly isAsync: boolean }

/** What a host is asked for, with what it answers. */
export interface HostOrders {
  /** Reads how much memory each thread uses, after its garbage is gone. */
  readonly measure: { readonly input: null; readonly answer: MemoryReading }
  /** Has something go wrong at the next occasion, and tells how often each kind did so far. */
  readonly trouble: { readonly input: HostTrouble; readonly answer: { readonly struck: Counts } }
  /** Lets nothing go wrong any more, and tells how often each kind did. */
  readonly calm: { readonly input: null; readonly answer: { readonly struck: Counts } }
  /** Stops the library and tells what it left open. */
  readonly stop: { readonly input: null; readonly answer: { readonly leftOver: readonly string[] } }
}

/** What a parent sends. */
export type ToHost =
  | { readonly type: 'settings'; readonly settings: HostSettings }
  | { readonly type: 'order'; readonly id: number; readonly name: keyof HostOrders; readonly input: unknown }

/** What a host sends. */
export type FromHost =
  | { readonly type: 'ready'; readonly url: string }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly reason: string }
  /** A thread ended although nobody had stopped it. */
  | { readonly type: 'thread_lost' }
