import { setTimeout as delay } from 'node:timers/promises'
import type { Call } from '../host/parent/api-client.ts'
import { createCall } from '../host/parent/api-client.ts'
import { endHost } from '../host/parent/end-host.ts'
import type { LinkedNumber } from '../host/parent/link-numbers.ts'
import { linkNumbers } from '../host/parent/link-numbers.ts'
import { numbersFrom } from '../host/parent/numbers.ts'
import type { Ground } from '../host/parent/prepare-ground.ts'
import type { HostProcess } from '../host/parent/start-host.ts'
import type { StoredMessages } from '../host/parent/stored-messages.ts'
import { openStoredMessages } from '../host/parent/stored-messages.ts'
import { createRandom } from '../play/seeded-random.ts'
import type { OnEnd } from '../play/with-endings.ts'
import { withEndings } from '../play/with-endings.ts'
import type { RoundStage } from './play-round.ts'
import { playRound } from './play-round.ts'
import type { Post, SoakHistory } from './soak-history.ts'
import type { SoakOptions } from './soak-options.ts'

const recipientsOfEach = 4
const recipientCount = 100
/** A line that was open for a minute ends a row of failures; a cut after that is one of its own, with a short pause. */
const steadyMs = 65_000
const receiptsMs = 60_000
const askedEveryMs = 250

/** Links the numbers, warms up, plays every round, and tells what it has seen. */
export const playSoak = (
  ground: Ground,
  run: { readonly host: HostProcess; readonly options: SoakOptions; readonly say: (line: string) => void },
): Promise<SoakHistory> => withEndings((onEnd) => play(ground, { ...run, onEnd }))

const play = async (
  ground: Ground,
  {
    host,
    options,
    say,
    onEnd,
  }: {
    readonly host: HostProcess
    readonly options: SoakOptions
    readonly say: (line: string) => void
    readonly onEnd: OnEnd
  },
): Promise<SoakHistory> => {
  const from = performance.now()
  const since = () => `${((performance.now() - from) / 1_000).toFixed(0)} s`
  const call = createCall(host.url, ground.apiKey)
  const linked = await linkAll(ground, call, options)
  say(`${linked.length} numbers are linked after ${since()}`)

  const posts: Post[] = []
  const late: string[] = []
  const stage: RoundStage = {
    ...ground,
    call,
    linked,
    random: createRandom(options.seed),
    recipients: numbersFrom('2010120', recipientCount),
    recipientsOfEach,
    isRepeating: options.controls.includes('repeat'),
    onPost: (post) => posts.push(post),
    onLate: (problem) => late.push(problem),
  }
  const settle = (): Promise<void> => delay(steadyMs / options.speed)

  await playRound(stage, recipientsOfEach)
  await settle()
  const stored = await openStoredMessages(ground.storage)
  onEnd(stored.close)
  await whenRead(stored, posts)
  const base = await host.order('measure', null)
  say(`warm after ${since()}`)

  for (let round = 1; round <= options.reconnects; round += 1) {
    await playRound(stage, messagesOfRound(options, round))
    await settle()
    say(`round ${round} of ${options.reconnects}: ${posts.length} messages posted, all lines back after ${since()}`)
  }
  await whenRead(stored, posts)
  const end = await host.order('measure', null)

  const rows = await stored.read()
  const hostEnd = await endHost(host)
  return {
    posts,
    screened: ground.watch.screened(),
    stored: rows,
    cuts: linked.map(({ number }) => ground.watch.cuts(number)),
    cutsWanted: options.reconnects + 1,
    lineEnds: ground.watch.lineEnds(),
    memory: { base, end },
    late,
    end: hostEnd,
    durationMs: performance.now() - from,
  }
}

const linkAll = (ground: Ground, call: Call, { instances }: SoakOptions): Promise<readonly LinkedNumber[]> =>
  linkNumbers(
    { ...ground, call, scanQr: ground.sandbox.scanQr, onQr: () => undefined },
    numbersFrom('2010110', instances),
  )

/** The messages of one number in one round; what does not divide evenly is posted in the first rounds. */
const messagesOfRound = ({ messages, instances, reconnects }: SoakOptions, round: number): number => {
  const ofEach = Math.ceil(messages / instances)
  return Math.floor(ofEach / reconnects) + (round <= ofEach % reconnects ? 1 : 0)
}

/** The last receipts are still on their way when the last message is on a screen. */
const whenRead = async (stored: StoredMessages, posts: readonly Post[]): Promise<void> => {
  const givesUpAt = performance.now() + receiptsMs
  while (performance.now() < givesUpAt) {
    if (((await stored.count()).get('read') ?? 0) >= posts.length) return
    await delay(askedEveryMs)
  }
}
