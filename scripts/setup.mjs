import './setup/require-node.mjs'
import { setUp } from './setup/set-up.mjs'

if (await setUp({ withTypes: true })) console.log('Ready: npm run demo, npm start, npm test.')
else process.exitCode = 1
