import { describe, expect, it } from 'vitest'
import { publicAddresses, refusedAddresses } from '../../test/media/hostile-urls.ts'
import { isPublicAddress } from './address-policy.ts'

describe('isPublicAddress', () => {
  it.each(refusedAddresses)('refuses %s', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  it.each(publicAddresses)('accepts %s', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  it.each(['', '127.1', '8.8', '134744072', '0x08080808', '010.8.8.8', 'example.com', '8.8.8.8 ', '[2606:4700::1]'])(
    'refuses %j, which is no complete address',
    (text) => {
      expect(isPublicAddress(text)).toBe(false)
    },
  )

  it('refuses a link-local address with its zone', () => {
    expect(isPublicAddress('fe80::1%eth0')).toBe(false)
  })
})
