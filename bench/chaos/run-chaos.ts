import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Ground } from '../host/parent/prepare-ground.ts'
import { prepareGround } from '../host/parent/prepare-ground.ts'
import { startHost } from '../host/parent/start-host.ts'
import { createRandom } from '../play/seeded-random.ts'
import { serveBadFiles } from './bad-files.ts'
import { openBadNetwork } from './bad-network.ts'
import type { ChaosOptions } from './chaos-options.ts'
import { checkChaos } from './check-chaos.ts'
import { readDocumentedFailures } from './documented-failures.ts'
import type { ChaosStage } from './play-chaos.ts'
import { playChaos } from './play-chaos.ts'
import { writeChaosReport } from './report.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
/** What one number may write within a second. */
const messagesPerSecond = 20

/** Runs the chaos and gives whether there was no problem; what a problem leaves is named in its report. */
export const runChaos = async (
  options: ChaosOptions,
  { postgresUrl, say }: { readonly postgresUrl: string | null; readonly say: (line: string) => void },
): Promise<boolean> => {
  const isDocumented = readDocumentedFailures(join(root, 'docs/errors.md'))
  const ground = await prepareGround('chaos', { postgresUrl, receipts: 'delivered' })
  let isKept = true
  try {
    const problems = await withStage(ground, options, async (stage) => {
      const history = await playChaos(stage, options, say)
      const found = checkChaos(history, { gapMs: options.gapMs, isDocumented })
      say(`\n${writeChaosReport(history, found)}`)
      return found
    })
    isKept = problems.length > 0 && options.controls.length === 0
    if (isKept) say(`The seed was ${options.seed}; ${ground.folder} holds what was logged.`)
    return problems.length === 0
  } finally {
    await ground.close({ isKept })
  }
}

const withStage = async <T>(
  ground: Ground,
  options: ChaosOptions,
  play: (stage: ChaosStage) => Promise<T>,
): Promise<T> => {
  const { folder, storage, sandbox, apiKey } = ground
  const whatsAppUrl = new URL(sandbox.info.url)
  const network = await openBadNetwork(Number(whatsAppUrl.port), createRandom(options.seed + 3))
  const files = await serveBadFiles(createRandom(options.seed + 4))
  whatsAppUrl.port = String(network.port)
  try {
    const host = await startHost(folder, {
      storage,
      whatsApp: { ...sandbox.info, url: whatsAppUrl.href },
      apiKey,
      speed: options.speed,
      messagesPerSecond,
      mediaHosts: [files.host],
      misdeeds: options.controls,
    })
    try {
      return await play({ ...ground, host, network, files })
    } finally {
      if (!host.hasEnded()) host.kill()
      await host.ended
    }
  } finally {
    await network.close()
    await files.close()
  }
}
