/** Tells the time that a sandbox goes by. */
export interface SandboxClock {
  /** Epoch ms. */
  now(): number
  /** How many times as fast as the machine's it runs, where that is known. */
  readonly speed?: number | undefined
  /** The moment at which it agreed with the machine's clock, where that is known. Epoch ms. */
  readonly origin?: number | undefined
}

/** What makes the clocks of several processes one: the same two numbers in each of them. */
export interface FastClockOptions {
  /** How many times as fast as the machine's clock it runs. */
  readonly speed: number
  /**
   * The moment at which it agrees with the machine's clock, in epoch ms.
   * @defaultValue now
   */
  readonly origin?: number | undefined
}

/**
 * Creates a clock that runs faster than the machine's; whoever has the same speed and origin has the same time.
 *
 * @example
 * ```ts
 * import { createFastClock, startSandbox } from '@khabeer/sandbox'
 *
 * const clock = createFastClock({ speed: 60, origin: Date.now() })
 * const sandbox = await startSandbox({ clock })
 * sandbox.clock.now() // an hour later in a minute
 * ```
 */
export function createFastClock({ speed, origin = Date.now() }: FastClockOptions): SandboxClock {
  return { speed, origin, now: () => Math.floor(origin + (Date.now() - origin) * speed) }
}

/** The machine's own clock. */
export const machineClock: SandboxClock = { now: () => Date.now(), speed: 1, origin: 0 }

/** Writes the time as stanzas carry it: unix seconds. */
export function toUnixSeconds(clock: SandboxClock): string {
  return String(Math.floor(clock.now() / 1000))
}
