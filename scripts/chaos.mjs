import './setup/require-node.mjs'
import { runHarness } from './harness/run-harness.mjs'

process.exitCode = await runHarness('host', 'chaos')
