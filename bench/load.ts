import { loadCalls } from './load/load-calls.ts'
import { serveCalls } from './process/remote.ts'

serveCalls(loadCalls, async () => undefined)
