import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Remote } from '../../process/remote.ts'
import { remoteOf } from '../../process/remote.ts'
import type { Children } from '../../process/start-child.ts'
import type { MemberCalls, MemberSettings } from '../member/member-calls.ts'

const memberScript = fileURLToPath(new URL('./member.js', import.meta.url))

/** The processes that share the numbers. */
export interface Members {
  /** Calls a member that runs; another one when the first is just being restarted. */
  call<Name extends keyof MemberCalls & string>(
    name: Name,
    input: Parameters<MemberCalls[Name]>[0],
  ): Promise<Awaited<ReturnType<MemberCalls[Name]>>>
  /** Ends the member of a place, in good order or not, and starts another one. */
  restart(place: number, how: 'kill' | 'stop'): Promise<void>
  /** Ends all of them in good order. */
  stop(): Promise<void>
}

/** Starts two members. */
export const startMembers = (
  children: Children,
  { folder, settings }: { readonly folder: string; readonly settings: MemberSettings },
): Members => {
  const start = (place: number) => {
    const child = children.start(memberScript, [JSON.stringify(settings)], join(folder, `member-${place}.log`))
    const remote: Remote<MemberCalls> = remoteOf(child, `member ${place}`)
    return { child, remote }
  }
  const places = [start(0), start(1)]
  let turn = 0

  const at = (place: number) => {
    const member = places[place % places.length]
    if (member === undefined) throw new Error(`There is no member in place ${place}.`)
    return member
  }
  const end = async (place: number, how: 'kill' | 'stop'): Promise<void> => {
    const { child, remote } = at(place)
    const gone = once(child, 'exit')
    if (how === 'stop') {
      await remote.call('stop', null)
      await remote.close()
    } else child.kill('SIGKILL')
    await gone
  }

  return {
    call: (name, input) => {
      turn += 1
      // A call that goes down with its member is made again: of posts there are more than enough.
      return at(turn)
        .remote.call(name, input)
        .catch(() => at(turn + 1).remote.call(name, input))
    },
    restart: async (place, how) => {
      await end(place, how)
      places[place % places.length] = start(place % places.length)
    },
    stop: async () => {
      await Promise.all(places.map((_, place) => end(place, 'stop')))
    },
  }
}
