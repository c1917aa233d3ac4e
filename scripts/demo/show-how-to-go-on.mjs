import { bold, dim } from '../show/paint.mjs'
import { toCurlLine } from './curl-line.mjs'

/** Shows how to go on by hand. */
export const showHowToGoOn = ({ baseUrl, key, controlUrl }, { instance, customer }) => {
  const headers = { 'x-api-key': key }
  const text = { instance_id: instance.id, to: customer, text: 'Your own words' }
  const lines = [
    { method: 'POST', url: `${baseUrl}/messages/send`, headers, body: text },
    { url: `${baseUrl}/instances`, headers },
    { url: `${controlUrl}/admin/phones/${customer}/messages` },
    { url: `${controlUrl}/` },
  ]
  console.log(`\n${bold('All of it keeps running for your own requests.')}`)
  console.log(`  API      ${baseUrl}`)
  console.log(`  API key  ${key}`)
  console.log(`  Sandbox  ${controlUrl}  ${dim('(phones, ledger, faults)')}\n`)
  for (const line of lines) console.log(`${toCurlLine(line)}\n`)
  console.log('Ctrl-C ends it.')
}
