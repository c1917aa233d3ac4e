import type { Served } from '../process/listen.ts'
import type { FloorAccept } from './floor-message.ts'

/** Serves hand-written handlers over a store's accept, in the framework of its own. */
export type ServeFloor = (accept: FloorAccept) => Promise<Served>
