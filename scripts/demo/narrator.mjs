import { bold, cyan, dim, green } from '../show/paint.mjs'
import { toCurlLine } from './curl-line.mjs'
import { createLineRunner } from './run-line.mjs'

const pollMs = 300
const longPicture = /("data:image\/png;base64,[^"]{24})[^"]*"/

const indent = (text) => text.replaceAll('\n', '\n  ')

/** Builds the one who tells the walk: prints each request as a curl line, and runs the very line that was printed. */
export const createNarrator = () => {
  const { run, note } = createLineRunner()
  if (note) console.log(dim(note))

  const tell = (request) => {
    const line = toCurlLine(request)
    console.log(`  ${cyan('$')} ${indent(line)}`)
    return line
  }

  const parse = (output) => {
    try {
      return JSON.parse(output)
    } catch {
      throw new Error(`The answer is no JSON: ${output.slice(0, 200)}`)
    }
  }

  return {
    heading: (text) => console.log(`\n${bold(text)}`),
    say: (text) => console.log(`  ${text}`),

    /** Runs one request and shows its answer. */
    ask: async (request) => {
      const output = await run(tell(request))
      console.log(`  ${green(output.trim().replace(longPicture, '$1…"'))}`)
      return parse(output)
    },

    /** Repeats one request until its answer is good, and shows how `describe` of it changes. */
    follow: async (request, { until, describe, deadlineMs }) => {
      const line = tell(request)
      const givesUpAt = performance.now() + deadlineMs
      const seen = []
      for (;;) {
        const answer = parse(await run(line))
        const words = describe(answer)
        if (seen.at(-1) !== words) seen.push(words)
        const isLate = performance.now() > givesUpAt
        if (until(answer) || isLate) {
          console.log(`  ${green(seen.join(' → '))}${isLate ? dim(' (waited long enough)') : ''}`)
          return answer
        }
        await new Promise((resolve) => setTimeout(resolve, pollMs))
      }
    },
  }
}
