import { prepareGround } from '../host/parent/prepare-ground.ts'
import { startHost } from '../host/parent/start-host.ts'
import { isMisdeed } from '../host/program/misdeeds.ts'
import { checkSoak } from './check-soak.ts'
import { playSoak } from './play-soak.ts'
import { writeSoakReport } from './report.ts'
import type { SoakOptions } from './soak-options.ts'

/** Fast enough that the reconnects take the time, and not the messages. */
const messagesPerSecond = 50

/** Runs the soak and gives whether there was no problem; what a problem leaves is named in its report. */
export const runSoak = async (
  options: SoakOptions,
  { postgresUrl, say }: { readonly postgresUrl: string | null; readonly say: (line: string) => void },
): Promise<boolean> => {
  const ground = await prepareGround('soak', { postgresUrl, receipts: 'read' })
  let isKept = true
  try {
    const host = await startHost(ground.folder, {
      storage: ground.storage,
      whatsApp: ground.sandbox.info,
      apiKey: ground.apiKey,
      speed: options.speed,
      messagesPerSecond,
      mediaHosts: [],
      misdeeds: options.controls.flatMap((control) => (isMisdeed(control) ? [control] : [])),
    })
    try {
      const history = await playSoak(ground, { host, options, say })
      const problems = checkSoak(history, options)
      say(`\n${writeSoakReport(history, options, problems)}`)
      isKept = problems.length > 0 && options.controls.length === 0
      if (isKept) say(`The seed was ${options.seed}; ${ground.folder} holds what was logged.`)
      return problems.length === 0
    } finally {
      if (!host.hasEnded()) host.kill()
      await host.ended
    }
  } finally {
    await ground.close({ isKept })
  }
}
