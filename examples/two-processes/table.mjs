import { listOf, secondsOf } from './words.mjs'

const counts = ['QUEUED', 'SENDING', 'SENT', 'DELIVERED']
const toTheRight = new Set(['ACCEPTED', ...counts])

/** Lines cells up below their headings; counts stand to the right. */
const columns = (headings, rows) => {
  const all = [headings, ...rows]
  const widths = headings.map((_, column) => Math.max(...all.map((row) => row[column].length)))
  const pad = (cell, column) =>
    toTheRight.has(headings[column]) ? cell.padStart(widths[column]) : cell.padEnd(widths[column])
  return all.map((row) => `  ${row.map(pad).join('   ')}`.trimEnd())
}

const stateOf = ({ state, backAt, isSilent }, now) => {
  if (state === 'away') return `gone, back in ${Math.max(0, Math.ceil((backAt - now) / 1000))} s`
  if (state !== 'serving') return state === 'starting' ? 'starts' : 'not there yet'
  return isSilent ? 'does not answer' : 'serves'
}

const ownedBy = (numbers, { name }) => listOf(numbers.filter(({ server }) => server === name).map(({ id }) => id))

const serverRow = (server, numbers, now) => [
  server.name,
  stateOf(server, now),
  String(server.accepted),
  server.state === 'serving' ? `kill -9 ${server.pid}` : '',
  ownedBy(numbers, server),
]

const numberRow = ({ id, server, leaseMs, status, queued, sending, sent, delivered }) => [
  String(id),
  server ?? 'nobody',
  server === null ? '' : secondsOf(leaseMs),
  server === null ? '' : status,
  ...[queued, sending, sent, delivered].map(String),
]

/** Writes the time since the start as `1:05`. */
export const clockOf = (ms) => `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1_000) % 60).padStart(2, '0')}`

/**
 * Draws the two tables: which process owns which numbers, and how each number's messages get on. Each line has a style,
 * `heading`, `trouble` or none.
 *
 * @returns {readonly { text: string, style?: 'heading' | 'trouble' }[]}
 */
export const drawTables = ({ servers, numbers, now }) => {
  const serverLines = columns(
    ['PROCESS', 'STATE', 'ACCEPTED', 'TO END IT', 'OWNS'],
    servers.map((server) => serverRow(server, numbers, now)),
  )
  const numberLines = columns(['NUMBER', 'OWNER', 'LEASE', 'STATUS', ...counts], numbers.map(numberRow))
  const isTrouble = ({ state, isSilent }) => state !== 'serving' || isSilent
  const style = (lines, troubled) =>
    lines.map((text, index) => {
      if (index === 0) return { text, style: 'heading' }
      return troubled(index - 1) ? { text, style: 'trouble' } : { text }
    })
  return [
    ...style(serverLines, (index) => isTrouble(servers[index])),
    { text: '' },
    ...style(numberLines, (index) => numbers[index].server === null),
  ]
}

/** Says the same in one line, for where there is no terminal. */
export const statusLine = ({ servers, numbers }) => {
  const total = (count) => numbers.reduce((sum, number) => sum + number[count], 0)
  const owners = servers.map((server) => `${server.name} owns ${ownedBy(numbers, server) || 'none'}`)
  const counts = ['queued', 'sending', 'sent', 'delivered'].map((count) => `${total(count)} ${count}`)
  return `${owners.join('; ')}; messages: ${counts.join(', ')}`
}
