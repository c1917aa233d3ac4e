import './setup/require-node.mjs'
import { runOnHost } from './bench/run-on-host.mjs'

process.exitCode = await runOnHost('chaos')
