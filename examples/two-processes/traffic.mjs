import { call } from './call.mjs'

const patienceMs = 3_000
const customers = ['201001234501', '201001234502', '201001234503', '201001234504', '201001234505']

/**
 * Sends a message every now and then, from each number in turn, through each server that serves in turn: it does not
 * matter which of them owns the number.
 *
 * @param {object} input
 * @param {readonly { name: string, state: string, baseUrl: string | null }[]} input.servers
 * @param {readonly number[]} input.instanceIds
 * @param {string} input.key
 * @param {number} input.everyMs
 */
export const createTraffic = ({ servers, instanceIds, key, everyMs }) => {
  const accepted = []
  const underway = new Set()
  let count = 0
  let unanswered = 0
  let refused = 0
  let turn = 0
  let timer

  const nextServer = () => {
    for (const _ of servers) {
      const server = servers[turn % servers.length]
      turn += 1
      if (server.state === 'serving') return server
    }
    return null
  }

  const send = async (server) => {
    count += 1
    const message = {
      instance_id: instanceIds[count % instanceIds.length],
      to: customers[count % customers.length],
      text: `Message ${count}`,
    }
    try {
      const url = `${server.baseUrl}/messages/send`
      const { status, body } = await call('POST', url, { key, body: message, timeoutMs: patienceMs })
      server.isSilent = false
      if (status !== 202) {
        refused += 1
        return
      }
      server.accepted += 1
      accepted.push({ ...message, id: body.id })
    } catch {
      // Killed or stopped under way: whether it was accepted, only the database knows.
      server.isSilent = true
      unanswered += 1
    }
  }

  const sendNext = () => {
    const server = nextServer()
    if (server === null) return
    const sending = send(server).finally(() => underway.delete(sending))
    underway.add(sending)
  }

  return {
    accepted,
    summary: () => `${accepted.length} messages were accepted, ${refused} refused, ${unanswered} not answered`,
    start: () => {
      timer = setInterval(sendNext, everyMs)
    },
    stop: async () => {
      clearInterval(timer)
      await Promise.all(underway)
    },
  }
}
