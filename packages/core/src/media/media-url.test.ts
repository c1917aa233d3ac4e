import { describe, expect, it } from 'vitest'
import {
  malformedUrls,
  ownMachineHosts,
  ownMachineNames,
  publicAddresses,
  refusedAddresses,
} from '../../test/media/hostile-urls.ts'
import { checkMediaUrl } from './media-url.ts'

const bracketed = (address: string) => (address.includes(':') ? `[${address}]` : address)

describe('checkMediaUrl', () => {
  it.each([...ownMachineHosts, ...ownMachineNames])('refuses this machine spelled %s', (host) => {
    expect(checkMediaUrl(`http://${host}/image.jpg`, []).ok).toBe(false)
    expect(checkMediaUrl(`https://${host}:8443/image.jpg`, []).ok).toBe(false)
  })

  it.each(refusedAddresses)('refuses %s as a literal', (address) => {
    expect(checkMediaUrl(`http://${bracketed(address)}/`, []).ok).toBe(false)
  })

  it.each(malformedUrls)('refuses %j', (url) => {
    expect(checkMediaUrl(url, []).ok).toBe(false)
  })

  it.each(publicAddresses)('accepts %s as a literal', (address) => {
    expect(checkMediaUrl(`http://${bracketed(address)}/`, []).ok).toBe(true)
  })

  it.each([
    'https://example.com/image.jpg',
    'HTTPS://EXAMPLE.COM/IMAGE.JPG',
    'http://example.com:8080/a?token=x#fragment',
    'https://example.com./image.jpg',
    'https://xn--mgbh0fb.example/',
    'https://مثال.example/فاتورة.pdf',
    'https://example.com/user@host',
    'https://localhost.example.com/',
    'https://notlocalhost/',
    'https://127.0.0.1.example.com/',
  ])('accepts %s', (url) => {
    expect(checkMediaUrl(url, []).ok).toBe(true)
  })

  it('hands back the URL as it will be fetched', () => {
    const check = checkMediaUrl('https://Example.com/a/../b', [])

    expect(check.ok && check.url.href).toBe('https://example.com/b')
  })

  it('takes 2048 characters and no more', () => {
    const url = `https://example.com/${'a'.repeat(2028)}`

    expect(url).toHaveLength(2048)
    expect(checkMediaUrl(url, []).ok).toBe(true)
    expect(checkMediaUrl(`${url}a`, []).ok).toBe(false)
  })

  it('lifts the address rule for an allowed host and port only', () => {
    const allow = ['127.0.0.1:9000', 'localhost:9000', '[::1]:9000', '10.0.0.5:80']

    expect(checkMediaUrl('http://127.0.0.1:9000/a', allow).ok).toBe(true)
    expect(checkMediaUrl('http://2130706433:9000/a', allow).ok).toBe(true)
    expect(checkMediaUrl('http://localhost:9000/a', allow).ok).toBe(true)
    expect(checkMediaUrl('http://[::1]:9000/a', allow).ok).toBe(true)
    expect(checkMediaUrl('http://10.0.0.5/a', allow).ok).toBe(true)
    expect(checkMediaUrl('https://10.0.0.5/a', allow).ok).toBe(false)
    expect(checkMediaUrl('http://127.0.0.1:9001/a', allow).ok).toBe(false)
    expect(checkMediaUrl('http://127.0.0.2:9000/a', allow).ok).toBe(false)
    expect(checkMediaUrl('http://a.localhost:9000/a', allow).ok).toBe(false)
  })

  it('lifts no other rule for an allowed host and port', () => {
    const allow = ['127.0.0.1:9000']

    expect(checkMediaUrl('ftp://127.0.0.1:9000/a', allow).ok).toBe(false)
    expect(checkMediaUrl('http://user:secret@127.0.0.1:9000/a', allow).ok).toBe(false)
    expect(checkMediaUrl('http://127.0.0.1:9000\\a', allow).ok).toBe(false)
  })

  it('says what to write instead, and repeats nothing of the URL', () => {
    const urls = [
      'http://user:secret@example.com/',
      'ftp://secret.example',
      'http://127.0.0.1/secret',
      'http://a secret',
    ]
    for (const url of urls) {
      const check = checkMediaUrl(url, [])

      expect(check.ok ? '' : check.problem).toMatch(/^The media URL .*(Use|start with|Percent-encode) .+\.$/)
      expect(check.ok ? 'secret' : check.problem).not.toContain('secret')
    }
  })
})
