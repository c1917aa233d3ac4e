import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { MemberNews, MemberSettings } from '../member/member-settings.ts'

/** One process of the cluster, from its start to its end. */
export interface Member {
  readonly name: string
  /** Where it serves HTTP. */
  readonly url: string
  /** `running`, `stopped` by a signal, told to end (`ending`), or `gone`. */
  readonly state: 'running' | 'stopped' | 'ending' | 'gone'
  kill(): void
  /** Halts it where it stands. */
  stop(): void
  /** Lets it go on. */
  resume(): void
  /** Tells it to end in good order. */
  terminate(): void
  /** Resolves with its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>
}

/** Hands a process its settings and waits until it serves. */
export const startMember = async (
  child: ChildProcess,
  settings: MemberSettings,
  on: { readonly change: () => void; readonly refused: (verb: string) => void },
): Promise<Member> => {
  let state: Member['state'] = 'running'
  const become = (next: Member['state']): void => {
    state = next
    on.change()
  }
  const ended = once(child, 'exit').then(() => {
    become('gone')
    return child.exitCode ?? child.signalCode
  })
  const ready = new Promise<string>((resolve, reject) => {
    child.on('message', (news: MemberNews) => {
      if (news.type === 'ready') resolve(news.url)
      else on.refused(news.verb)
    })
    ended.then((code) => reject(new Error(`Member ${settings.name} ended before it served (${code}).`)), reject)
  })
  child.send(settings)
  const url = await ready

  return {
    name: settings.name,
    url,
    get state() {
      return state
    },
    kill: () => {
      child.kill('SIGKILL')
      become('gone')
    },
    stop: () => {
      child.kill('SIGSTOP')
      become('stopped')
    },
    resume: () => {
      child.kill('SIGCONT')
      become('running')
    },
    terminate: () => {
      child.kill('SIGTERM')
      become('ending')
    },
    ended,
  }
}
