import { readFileSync } from 'node:fs'

const rowPattern = /^\| `(\w+)(<code>)?`/gm

/** Reads which codes of failed messages docs/errors.md names; `wa_<code>` stands for each that begins so. */
export const readDocumentedFailures = (file: string | URL): ((errorCode: string) => boolean) => {
  const [, section = ''] = /\n## Message failures\n([\s\S]*?)\n## /.exec(readFileSync(file, 'utf8')) ?? []
  const rows = [...section.matchAll(rowPattern)].map(([, code = '', rest]) => ({
    code,
    isBeginning: rest !== undefined,
  }))
  if (rows.length === 0) throw new Error('docs/errors.md names no failures of messages.')
  return (errorCode) =>
    rows.some(({ code, isBeginning }) => (isBeginning ? errorCode.startsWith(code) : errorCode === code))
}
