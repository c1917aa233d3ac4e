import { bold, dim, red } from '../../scripts/show/paint.mjs'
import { clockOf, drawTables, statusLine } from './table.mjs'

const otherScreen = '\x1b[?1049h\x1b[?25l'
const firstScreen = '\x1b[?25h\x1b[?1049l'
const statusEveryMs = 5_000
const hints = [
  'End a process as often as you like, with its line, from another terminal.',
  'kill -STOP and kill -CONT let one sleep. Ctrl-C ends all of it.',
]
const paints = { heading: bold, trouble: red }

/**
 * Shows how it goes: a table that changes in place and the latest news below it in a terminal, plain lines elsewhere.
 *
 * @param {object} input
 * @param {readonly object[]} input.servers
 * @param {() => readonly object[]} input.numbers
 */
export const createScreen = ({ servers, numbers }) => {
  const output = process.stdout
  const isTable = output.isTTY === true
  const startedAt = performance.now()
  const news = []
  let statusAt = startedAt
  let isOpen = isTable

  const at = () => clockOf(performance.now() - startedAt)
  const leave = () => {
    if (!isOpen) return
    isOpen = false
    output.write(firstScreen)
  }

  const draw = () => {
    const now = performance.now()
    const tables = drawTables({ servers, numbers: numbers(), now })
    const lines = [
      { text: `Khabeer: two processes, one PostgreSQL   ${at()}`, style: 'heading' },
      { text: '' },
      ...tables,
      { text: '' },
    ]
    const end = [{ text: '' }, ...hints.map((text) => ({ text }))]
    const room = Math.max(1, (output.rows || 24) - lines.length - end.length - 1)
    const all = [...lines, ...news.slice(-room).map((text) => ({ text: `  ${text}` })), ...end]
    const painted = all.map(({ text, style }) => {
      const clipped = text.slice(0, output.columns || 80)
      return `${style ? paints[style](clipped) : clipped}\x1b[K`
    })
    output.write(`\x1b[H${painted.join('\n')}\x1b[J`)
  }

  const say = () => {
    if (performance.now() - statusAt < statusEveryMs || numbers().length === 0) return
    statusAt = performance.now()
    console.log(dim(`${at().padStart(5)}  ${statusLine({ servers, numbers: numbers() })}`))
  }

  if (isTable) {
    output.write(otherScreen)
    // Whatever way this takes out, the terminal is the reader's again.
    process.on('exit', leave)
  }

  return {
    tell: (words) => {
      const line = `${at().padStart(5)}  ${words}`
      news.push(line)
      if (isOpen) draw()
      else console.log(line)
    },
    refresh: () => (isOpen ? draw() : say()),
    /** Gives the terminal back, with what happened left on it. */
    close: () => {
      if (!isOpen) return
      leave()
      process.off('exit', leave)
      for (const line of news) console.log(line)
    },
  }
}
