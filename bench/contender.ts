import { contenders } from './contenders.ts'
import type { ContenderName } from './measure/comparison.ts'
import { toContenderCalls } from './process/contender-calls.ts'
import { serveCalls } from './process/remote.ts'

const [name = '', directory = '', databaseUrl = ''] = process.argv.slice(2)
// Named by the stage, which knows no other names.
const contender = await contenders[name as ContenderName]({ directory, databaseUrl })
serveCalls(toContenderCalls(contender), contender.close)
