import './setup/require-node.mjs'
import { setUp } from './setup/set-up.mjs'

if (await setUp()) await import('../examples/standalone/dist/main.js')
else process.exitCode = 1
