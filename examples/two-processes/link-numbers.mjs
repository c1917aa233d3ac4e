import { call } from './call.mjs'

const phones = ['201093619140', '201093619141', '201093619142']

/** Links numbers over one server's API, each by a QR code that a phone of the sandbox scans; gives their ids. */
export const linkNumbers = ({ baseUrl, key, controlUrl }) => {
  const link = async (phone, index) => {
    const { body } = await call('POST', `${baseUrl}/instances`, { key, body: { name: `Shop ${index + 1}` } })
    const qrText = await shownCode(`${baseUrl}/instances/${body.id}/qr`, key)
    const scan = await call('POST', `${controlUrl}/admin/mock-phone/scan-qr?number=${phone}`, { body: qrText })
    if (scan.status !== 200) throw new Error(`The phone did not scan: ${JSON.stringify(scan.body)}`)
    return body.id
  }
  return Promise.all(phones.map(link))
}

const tries = 10

/** Each call waits some seconds for the code; a number that moves to another process has none for a moment. */
const shownCode = async (url, key) => {
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const { body } = await call('GET', url, { key })
    if (body.qr_text) return body.qr_text
  }
  throw new Error('No QR code was shown.')
}
