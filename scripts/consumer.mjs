import './setup/require-node.mjs'
import { runConsumer } from './consumer/run-consumer.mjs'
import { setUp } from './setup/set-up.mjs'

process.exitCode = (await setUp({ withTypes: true })) && runConsumer() ? 0 : 1
