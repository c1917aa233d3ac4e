import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { listenToUpload, refuseTheFile } from './upload-answers.ts'

describe('refuseTheFile', () => {
  it.each([[[400]], [[404]], [[413]], [[415, 413]]])('is so of %j', (answers) => {
    expect(refuseTheFile(answers)).toBe(true)
  })

  it.each([
    ['nobody was asked', []],
    ['nobody answered', [null]],
    ['a host is in trouble', [500]],
    ['the access has run out', [401]],
    ['the access is not taken', [403]],
    ['a host was too slow', [408]],
    ['a host asks to slow down', [429]],
    ['an answer is none that can be read', [200]],
    ['one of two hosts is in trouble', [413, 503]],
    ['one of two hosts did not answer', [413, null]],
  ])('is not so when %s', (_name, answers) => {
    expect(refuseTheFile(answers)).toBe(false)
  })
})

describe('listenToUpload', () => {
  it('hears an answer that comes before the request has ended', async () => {
    // A host has the whole file by its length, however late the client says that this was all.
    const server = createServer((asked, response) => {
      asked.once('data', () => response.writeHead(413, { 'content-length': 0 }).end())
    })
    onTestFinished(() => {
      server.close()
      server.closeAllConnections()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('The server listens on no port.')
    const answers = listenToUpload('the-token')
    onTestFinished(() => answers.stop())

    const upload = request({
      host: '127.0.0.1',
      port: address.port,
      path: '/mms/image/the-token',
      method: 'POST',
      headers: { 'content-length': 4 },
    })
    upload.write('file')
    const [response] = await once(upload, 'response')
    upload.end()
    await once(response.resume(), 'end')

    expect(answers.heard()).toEqual([413])
  })
})
