/**
 * A test of the run that just ended.
 * @typedef {{ readonly file: string, readonly names: readonly string[], readonly state: string }} SeenTest
 *   The file from the repository's root, the names of the test and of what it stands in, and how it ended.
 */

/** The section of the README whose table says what there is. */
const heading = '## What there is'

/**
 * Finds the rows of the README's feature table that no test of a run shows to hold, each with what is wrong.
 * @param {string} readme
 * @param {readonly SeenTest[]} tests
 * @returns {readonly string[]}
 */
export const unseenFeatures = (readme, tests) => {
  const rows = featureRows(readme)
  if (rows.length === 0) return [`README.md has no table below "${heading}".`]
  return rows.flatMap(({ feature, links }) => {
    if (links.length === 0) return [`${feature}: links to no test.`]
    return links.flatMap((link) => {
      const problem = problemOf(link, tests)
      return problem === null ? [] : [`${feature}: ${problem}`]
    })
  })
}

const problemOf = ({ name, file }, tests) => {
  const found = tests.filter((test) => test.file === file && test.names.includes(name))
  if (found.length === 0) return `no test "${name}" ran in ${file}.`
  const failed = found.filter(({ state }) => state !== 'passed')
  return failed.length === 0 ? null : `"${name}" in ${file}: ${failed[0].state}.`
}

const featureRows = (readme) => {
  const [, section = ''] = readme.split(`\n${heading}\n`)
  const [lines = ''] = section.split('\n## ')
  return lines
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => {
      const cells = line.slice(1, -1).split(/(?<!\\)\|/)
      return { feature: (cells[0] ?? '').trim(), links: linksIn(cells.at(-1) ?? '') }
    })
}

const linksIn = (cell) => [...cell.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)].map(([, name, file]) => ({ name, file }))
