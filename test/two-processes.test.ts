import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { complaintsOf } from '../examples/two-processes/judge.mjs'
import { nameOwners } from '../examples/two-processes/name-owners.mjs'
import { drawTables } from '../examples/two-processes/table.mjs'
import { root, runNode, startNode } from './support/running-process.ts'

const script = join(root, 'scripts/two-processes.mjs')

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    // Nobody has this id any more.
    return false
  }
}

describe('npm run two-processes', () => {
  it('-- --once kills a process while messages go on, and ends with 0 when each was shown once', async () => {
    const { code, stdout, stderr } = await runNode([script, '--once'], { env: { KHABEER_ROLE: 'api' } })

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const [, victim = ''] = /(\w) is killed now; it owns \d/.exec(stdout) ?? []
    expect(stdout).toMatch(new RegExp(`owns numbers? .+ s after ${victim} was gone`))
    expect(stdout).toMatch(
      new RegExp(`${victim} serves as process \\d+[\\s\\S]+${victim} is gone[\\s\\S]+${victim} serves`),
    )
    expect(stdout).toMatch(/[1-9]\d* messages were accepted/)
    expect(stdout).toContain('Every accepted message was shown once.')
  }, 120_000)

  it('goes on while a reader kills a process by its line, and Ctrl-C ends all of it', async () => {
    const running = startNode([script])
    await running.waitFor(/B owns number \d, which A handed over/)
    const pids = [...running.output().matchAll(/kill -9 (\d+)/g)].map(([, pid]) => Number(pid))

    process.kill(pids[0] ?? 0, 'SIGKILL')
    await running.waitFor(/B owns number.+ s after A was gone[\s\S]+is connected,/)
    const { code, stdout, stderr } = await running.end('SIGINT')

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/messages were accepted/)
    expect(pids.map(isRunning)).toEqual([false, false])
  }, 120_000)
})

describe('the judge of a round', () => {
  const message = (id: number, status = 'delivered') => ({ id, recipient: '2010', text: `Message ${id}`, status })

  it('has nothing to say of messages that were shown once each', () => {
    const stored = [message(1), message(2)]

    expect(complaintsOf({ accepted: [message(1)], stored, shown: ['2010 Message 1', '2010 Message 2'] })).toEqual([])
  })

  it('names what was accepted and is not stored, was never shown, was shown twice, or to somebody else', () => {
    const complaints = complaintsOf({
      accepted: [message(1), message(2), message(3), message(4)],
      stored: [message(2, 'sent'), message(3), message(4)],
      shown: ['2010 Message 3', '2010 Message 3', '2011 Message 4'],
    })

    expect(complaints).toEqual([
      'Message 1 (1) was accepted and is not stored.',
      'Message 2 is sent and was shown 0 times.',
      'Message 3 is delivered and was shown 2 times.',
      'Message 4 is delivered and was shown 0 times.',
    ])
  })
})

describe('the owners', () => {
  const servers = [
    { name: 'A', state: 'serving' },
    { name: 'B', state: 'starting' },
  ]

  it('a new name is that of the only server that lives without one', () => {
    const known = new Map([['first', 'A']])

    expect(nameOwners(known, ['first', 'second'], servers)).toEqual(new Map([...known, ['second', 'B']]))
    expect(nameOwners(new Map([...known, ['second', 'B']]), ['second', 'third'], servers).get('third')).toBe('A')
  })

  it('a name that could be that of two stays unknown', () => {
    expect(nameOwners(new Map(), ['first'], servers).size).toBe(0)
  })
})

describe('the tables', () => {
  it('show who owns what, what became of its messages, and how to end a process', () => {
    const servers = [
      { name: 'A', state: 'serving', pid: 4711, accepted: 12, backAt: null, isSilent: false },
      { name: 'B', state: 'away', pid: 4712, accepted: 9, backAt: 3_400, isSilent: false },
    ]
    const number = { status: 'connected', queued: 0, sending: 1, sent: 0, delivered: 17, leaseMs: 4_230 }
    const numbers = [
      { ...number, id: 1, server: 'A' },
      { ...number, id: 2, server: null },
      { ...number, id: 3, server: 'A' },
    ]

    expect(drawTables({ servers, numbers, now: 1_000 })).toEqual([
      { text: '  PROCESS   STATE               ACCEPTED   TO END IT      OWNS', style: 'heading' },
      { text: '  A         serves                    12   kill -9 4711   1 and 3' },
      { text: '  B         gone, back in 3 s          9', style: 'trouble' },
      { text: '' },
      { text: '  NUMBER   OWNER    LEASE   STATUS      QUEUED   SENDING   SENT   DELIVERED', style: 'heading' },
      { text: '  1        A        4.2 s   connected        0         1      0          17' },
      { text: '  2        nobody                            0         1      0          17', style: 'trouble' },
      { text: '  3        A        4.2 s   connected        0         1      0          17' },
    ])
  })
})
