import { showQr } from './show-qr.mjs'

const ownNumber = '201093619140'
const customer = '201001234567'
const reached = ['delivered', 'read', 'played']
const ended = ['failed', 'cancelled', 'expired']

/** Walks the main job over plain HTTP; tells whether every message arrived. */
export const walk = async ({ baseUrl, key, controlUrl, fileUrl }, narrator) => {
  const { heading, say, ask, follow } = narrator
  const headers = { 'x-api-key': key }
  const get = (path) => ({ url: `${baseUrl}${path}`, headers })
  const post = (path, body) => ({ method: 'POST', url: `${baseUrl}${path}`, headers, body })
  const control = (method, path, body) => ({ method, url: `${controlUrl}${path}`, body })
  const missed = []

  /** Follows a message to a status, and remembers it when it does not come that far. */
  const followMessage = async ({ id }, wanted) => {
    const message = await follow(get(`/messages/${id}`), {
      until: ({ status }) => wanted.includes(status) || ended.includes(status),
      describe: ({ status, error }) => (error ? `${status} (${error})` : String(status)),
      // Behind a message that is stuck, others are not worth a wait.
      deadlineMs: missed.length === 0 ? 60_000 : 3_000,
    })
    if (!reached.includes(message.status)) missed.push(message)
  }

  heading('1. Create an instance: one WhatsApp number')
  const instance = await ask(post('/instances', { name: 'Main Store Number' }))

  heading('2. Link it: show the QR code, and scan it with a phone')
  const { qr_text: code } = await ask(get(`/instances/${instance.id}/qr`))
  if (!code) throw new Error('There is no QR code to show.')
  await showQr(code)
  say(`The sandbox holds the phone of ${ownNumber}. It scans the code:`)
  await ask(control('POST', `/admin/mock-phone/scan-qr?number=${ownNumber}`, code))
  await follow(get(`/instances/${instance.id}`), {
    until: ({ status }) => status === 'connected',
    describe: ({ status, phone }) => (phone ? `${status} as ${phone}` : String(status)),
    deadlineMs: 60_000,
  })

  heading('3. Send a text')
  say('This customer reads what arrives:')
  await ask(control('POST', `/admin/contacts/${customer}/behaviour`, { receipts: 'read' }))
  const text = { instance_id: instance.id, to: customer, type: 'text', text: 'Hello from the API 👋' }
  await followMessage(await ask(post('/messages/send', text)), ['read'])

  heading('4. Send an image and a document, fetched from a server of yours')
  const image = { url: fileUrl('/sunrise.png'), caption: 'Good morning' }
  const document = { url: fileUrl('/invoice-2041.pdf'), filename: 'invoice-2041.pdf', mimetype: 'application/pdf' }
  const media = [
    await ask(post('/messages/send', { instance_id: instance.id, to: customer, type: 'image', content: image })),
    await ask(post('/messages/send', { instance_id: instance.id, to: customer, type: 'document', content: document })),
  ]
  for (const message of media) await followMessage(message, ['read'])

  heading('5. Send a bulk of 5: all accepted or none, then paced one by one')
  const messages = ['Ahmed', 'Sara', 'Omar', 'Mona', 'Youssef'].map((name, index) => ({
    to: `20100999990${index + 1}`,
    text: `Hi ${name}, your order has been shipped.`,
  }))
  const bulk = await ask(post('/messages/send-bulk', { instance_id: instance.id, messages }))
  for (const message of bulk.messages) await followMessage(message, reached)

  heading('6. What the phones received')
  await ask(control('GET', `/admin/phones/${customer}/messages`))
  await ask(control('GET', `/admin/phones/${messages[0].to}/messages`))

  heading('7. Usage')
  await ask(get('/usage'))

  return { instance, customer, missed }
}
