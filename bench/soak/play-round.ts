import type { Call } from '../host/parent/api-client.ts'
import type { LinkedNumber } from '../host/parent/link-numbers.ts'
import type { Ground } from '../host/parent/prepare-ground.ts'
import type { Random } from '../play/seeded-random.ts'
import type { Post } from './soak-history.ts'

/** What a round is played on. */
export interface RoundStage extends Pick<Ground, 'watch' | 'bell' | 'control'> {
  readonly call: Call
  readonly linked: readonly LinkedNumber[]
  readonly random: Random
  readonly recipients: readonly string[]
  /** To how many recipients each number writes. */
  readonly recipientsOfEach: number
  /** Whether everything is posted a second time, which has to be noticed. */
  readonly isRepeating: boolean
  readonly onPost: (post: Post) => void
  readonly onLate: (problem: string) => void
}

/** How the server cuts a line: at a message that counts as never heard, at one that was handled, or between two. */
const ways = ['drop_before', 'drop_after', 'disconnect'] as const

const patienceMs = 240_000
/** How long the ledger may take to tell of a cut, and how often one is tried. */
const tellingMs = 2_000
const mostTries = 10

/** Has each number post messages and cuts its line in the middle of them; resolves when all are shown and all lines back. */
export const playRound = async (stage: RoundStage, messages: number): Promise<void> => {
  await Promise.all(stage.linked.map((linked) => playNumber(stage, linked, messages)))
}

const playNumber = async (stage: RoundStage, linked: LinkedNumber, messages: number): Promise<void> => {
  const { watch, bell, control, random, onLate } = stage
  const { number, instanceId } = linked
  const cutsBefore = watch.cuts(number)
  const way = random.pick(ways)
  const cutAfter = watch.stanzas(number) + random.below(messages)
  const posts = toPosts(stage, linked, messages)
  if (way !== 'disconnect') await control.fault({ kind: way, sender: number })

  await post(stage, instanceId, posts)
  if (way === 'disconnect') {
    await bell.find(patienceMs, () => watch.stanzas(number) >= cutAfter || undefined)
    await cutLine(stage, number, cutsBefore)
  }
  const isBack = await bell.find(
    patienceMs,
    () => (watch.cuts(number) > cutsBefore && watch.isLive(number)) || undefined,
  )
  if (isBack === undefined) onLate(`The line of instance ${instanceId} was not back within ${patienceMs} ms.`)
  const areShown = await bell.find(patienceMs, () => posts.every(({ text }) => watch.isScreened(text)) || undefined)
  if (areShown === undefined) onLate(`The messages of instance ${instanceId} were not shown within ${patienceMs} ms.`)
}

/** A line can go by itself while it is told to be cut. */
const cutLine = async ({ watch, bell, control }: RoundStage, number: string, cutsBefore: number): Promise<void> => {
  for (let tries = 0; tries < mostTries && watch.cuts(number) === cutsBefore; tries += 1) {
    await bell.find(patienceMs, () => watch.isLive(number) || undefined)
    await control.fault({ kind: 'disconnect', number })
    await bell.find(tellingMs, () => watch.cuts(number) > cutsBefore || undefined)
  }
}

const toPosts = (
  { recipients, recipientsOfEach, watch }: RoundStage,
  { number, instanceId }: LinkedNumber,
  messages: number,
): readonly Post[] =>
  Array.from({ length: messages }, (_, index) => {
    const place = (instanceId * recipientsOfEach + (index % recipientsOfEach)) % recipients.length
    const recipient = recipients[place] ?? number
    return { text: `${instanceId}-${recipient}-${watch.stanzas(number)}-${index}`, recipient }
  })

const post = async (
  { call, isRepeating, onPost, onLate }: RoundStage,
  instanceId: number,
  posts: readonly Post[],
): Promise<void> => {
  const messages = posts.map(({ text, recipient }) => ({ to: recipient, text }))
  const answer = await call('POST', '/messages/send-bulk', { instance_id: instanceId, messages })
  if (answer.kind === 'answered' && answer.status === 202) for (const one of posts) onPost(one)
  else onLate(`A bulk of instance ${instanceId} was not accepted: ${JSON.stringify(answer)}`)
  if (isRepeating) await call('POST', '/messages/send-bulk', { instance_id: instanceId, messages })
}
