import { describe, expect, it } from 'vitest'
import { findLeaks } from './find-leaks.ts'

const secrets = { numbers: ['201011000001', '201012000001'], apiKey: 'a1b2c3d4e5f6a7b8', qrTexts: ['2@abc,def,ghi'] }
const find = (text: string) => findLeaks([{ name: 'the log', text }], secrets)

describe('what may not be captured', () => {
  it('is not in what a careful library says', () => {
    expect(find('{"message":"A line closed.","facts":{"instanceId":1,"waMessageId":"3EB0"}}')).toEqual([])
  })

  it.each([
    ['Closing session: { privKey: <Buffer 00> }', 'There is private key material in the log.'],
    ['{"rootKey":"AA=="}', 'There is private key material in the log.'],
    ['sent to 201012000001@s.whatsapp.net', 'There is a phone number in the log.'],
    ['{"text":"kh-private-12"}', 'There is the text of a message in the log.'],
    ['x-api-key: a1b2c3d4e5f6a7b8', 'There is the API key in the log.'],
    ['qr 2@abc,def,ghi', 'There is the text of a QR code in the log.'],
  ])('is found in %s', (text, leak) => {
    expect(find(text)).toEqual([leak])
  })
})
