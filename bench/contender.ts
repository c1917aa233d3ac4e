import { createFloorContender } from './floors/floor.ts'
import { createKhabeerContender } from './khabeer/khabeer.ts'
import { toContenderCalls } from './process/contender-calls.ts'
import { serveCalls } from './process/remote.ts'

const [name = '', directory = ''] = process.argv.slice(2)
const contender = await (name === 'khabeer' ? createKhabeerContender : createFloorContender)(directory)
serveCalls(toContenderCalls(contender), contender.close)
