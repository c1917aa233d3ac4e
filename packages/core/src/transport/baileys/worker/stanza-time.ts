/** Epoch ms of a stanza's `t`, which is in seconds; now when it has none. */
export const toEpochMs = (seconds: string | undefined, now: number): number => {
  const value = Number(seconds)
  return seconds !== undefined && Number.isFinite(value) && value > 0 ? value * 1000 : now
}
