import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root } from '../setup/paths.mjs'
import { unseenFeatures } from './unseen-features.mjs'

/** Lets a run of all tests fail when a row of the README's feature table links to a test that did not pass in it. */
export default class FeatureReporter {
  onTestRunEnd(testModules) {
    const problems = unseenFeatures(readFileSync(join(root, 'README.md'), 'utf8'), testModules.flatMap(toSeenTests))
    if (problems.length === 0) return
    console.error(`\nThe feature table of README.md names what was not seen:\n${problems.map(toLine).join('\n')}\n`)
    process.exitCode = 1
  }
}

const toLine = (problem) => `  ${problem}`

const toSeenTests = (testModule) =>
  [...testModule.children.allTests()].map((test) => ({
    file: relative(root, testModule.moduleId),
    names: namesOf(test),
    state: test.result().state,
  }))

const namesOf = (test) => {
  const names = [test.name]
  for (let { parent } = test; parent.type === 'suite'; { parent } = parent) names.push(parent.name)
  return names
}
