import { setTimeout as delay } from 'node:timers/promises'
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
import type { BadFiles } from './bad-files.ts'
import type { BadNetwork } from './bad-network.ts'
import type { ChaosHistory } from './chaos-history.ts'
import type { ChaosOptions } from './chaos-options.ts'
import { createDatabaseKiller } from './database-killer.ts'
import { namesOfFaults } from './fault-plan.ts'
import { startOperator } from './operator.ts'
import { playFaults } from './play-faults.ts'
import { startProber } from './prober.ts'
import { readStandings } from './standing.ts'
import { startTraffic } from './traffic.ts'

const recipients = numbersFrom('2010120', 12)
/** So many faults are enough for each of them to strike. */
const fullRound = 1_000
/** How long everything may take to come to its end once all is calm, and receipts after that. */
const calmMs = 300_000
/** The same where nothing takes the client twenty seconds to notice. */
const quickCalmMs = 100_000
const receiptsMs = 20_000
const askedEveryMs = 250

/** What a run is played on. */
export interface ChaosStage extends Ground {
  readonly host: HostProcess
  readonly network: BadNetwork
  readonly files: BadFiles
}

/** Links the numbers, has things go wrong under traffic, waits until all is calm, and tells what it has seen. */
export const playChaos = (
  stage: ChaosStage,
  options: ChaosOptions,
  say: (line: string) => void,
): Promise<ChaosHistory> => withEndings((onEnd) => play({ ...stage, onEnd }, options, say))

const play = async (
  stage: ChaosStage & { readonly onEnd: OnEnd },
  options: ChaosOptions,
  say: (line: string) => void,
): Promise<ChaosHistory> => {
  const { host, watch, storage, apiKey, onEnd } = stage
  const from = performance.now()
  const since = () => `${((performance.now() - from) / 1_000).toFixed(0)} s`
  const qrTexts: string[] = []
  const refusals: string[] = []
  const onQr = (qrText: string) => void qrTexts.push(qrText)
  const call = createCall(host.url, apiKey, (body) => refusals.push(body))
  const prober = startProber(host.url)
  onEnd(prober.stop)
  const numbers = numbersFrom('2010110', options.instances)
  const linked = await linkNumbers({ ...stage, call, scanQr: stage.sandbox.scanQr, onQr }, numbers)
  say(`seed ${options.seed}: ${linked.length} numbers are linked after ${since()}`)

  const stored = await openStoredMessages(storage)
  onEnd(stored.close)
  const database = await createDatabaseKiller(storage, createRandom(options.seed + 1))
  onEnd(database.close)
  const traffic = startTraffic({
    call,
    random: createRandom(options.seed + 2),
    linked,
    recipients,
    fileHost: stage.files.host,
    messagesPerSecond: options.messagesPerSecond,
    onQr,
  })
  onEnd(traffic.stop)
  const operator = startOperator(call)
  onEnd(operator.stop)
  const faultStage = { ...stage, linked, database }
  const struck = await playFaults(faultStage, { options, random: createRandom(options.seed), say })
  const posted = await traffic.stop()
  say(`calm again after ${since()}`)

  const patienceMs = options.isQuick ? quickCalmMs : calmMs
  const absent = await whenCalm({ ...stage, linked, stored, patienceMs })
  const restarts = await operator.stop()
  const standings = (await readStandings(call)) ?? []
  const probes = await prober.stop()
  const rows = await stored.read()
  const end = await endHost(host)
  return {
    posted,
    stored: rows,
    screened: watch.screened(),
    timesWritten: watch.timesWritten,
    absent,
    restarts,
    standings,
    struck,
    expected: options.faults < fullRound ? [] : namesOfFaults(options),
    wanted: options.faults,
    lineEnds: watch.lineEnds(),
    probes,
    captured: [
      { name: 'what it printed', text: end.printed },
      { name: 'what the library logged', text: end.logged },
      { name: 'the answers to refused calls', text: refusals.join('\n') },
    ],
    secrets: { numbers: [...numbers, ...recipients], apiKey, qrTexts },
    end,
    durationMs: performance.now() - from,
  }
}

/** Waits until every number is back and every message has come to its end; gives the instances that are not back. */
const whenCalm = async ({
  host,
  watch,
  linked,
  stored,
  patienceMs,
}: ChaosStage & {
  readonly linked: readonly LinkedNumber[]
  readonly stored: StoredMessages
  readonly patienceMs: number
}): Promise<readonly number[]> => {
  const absent = () => linked.filter(({ number }) => !watch.isLive(number)).map(({ instanceId }) => instanceId)
  const waitFor = async (longestMs: number, isDone: (counts: ReadonlyMap<string, number>) => boolean) => {
    const givesUpAt = performance.now() + longestMs
    while (performance.now() < givesUpAt && !host.hasEnded() && !isDone(await stored.count())) await delay(askedEveryMs)
  }
  await waitFor(patienceMs, (counts) => absent().length === 0 && !counts.has('queued') && !counts.has('sending'))
  await waitFor(receiptsMs, (counts) => !counts.has('sent'))
  return absent()
}
