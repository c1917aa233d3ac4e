import { vi } from 'vitest'

// The client's Signal library prints session records, which no reader of a test run wants to see.
vi.spyOn(console, 'info').mockImplementation(() => undefined)
vi.spyOn(console, 'warn').mockImplementation(() => undefined)
vi.spyOn(console, 'error').mockImplementation(() => undefined)
