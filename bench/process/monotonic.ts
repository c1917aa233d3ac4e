import process from 'node:process'

/** Tells the time by a clock that every process of this machine reads alike and nothing sets back. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6
