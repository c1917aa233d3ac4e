import { isIPv4, isIPv6 } from 'node:net'
import ipaddr from 'ipaddr.js'

/**
 * Says whether an address belongs to the public internet, so that a caller's URL may lead there.
 *
 * Everything that is not plainly global unicast is refused: private, loopback, link-local, shared, documentation,
 * benchmark, multicast and reserved ranges, and tunnels that hide an IPv4 address inside an IPv6 one. Two forms are
 * judged by the address they carry, because resolvers hand them out for public hosts: IPv4-mapped and NAT64
 * (`64:ff9b::/96`). A text that is not a complete address is refused.
 */
export function isPublicAddress(address: string): boolean {
  // Asked first, because ipaddr.js also reads `127.1` and octal.
  if (isIPv4(address)) return isPublicIPv4(ipaddr.IPv4.parse(address))
  // An address with a zone (`fe80::1%eth0`) is link-local whatever its digits say.
  if (!isIPv6(address) || address.includes('%')) return false
  // Spelled in hex only, because ipaddr.js takes `::1.2.3.4` for `::ffff:1.2.3.4`.
  return isPublicIPv6(ipaddr.IPv6.parse(new URL(`http://[${address}]`).hostname.slice(1, -1)))
}

type IPv4 = ReturnType<typeof ipaddr.IPv4.parse>
type IPv6 = ReturnType<typeof ipaddr.IPv6.parse>

/** RFC 4291 and IANA: the only block from which global unicast addresses are given out. */
const globalUnicast = ipaddr.IPv6.parse('2000::')
/** RFC 6052: the well-known NAT64 prefix. The local one, 64:ff9b:1::/48, stays refused. */
const nat64 = ipaddr.IPv6.parse('64:ff9b::')

/** Public by number, but answered by the machine's own host. */
const hostServices = new Set([
  '168.63.129.16', // Azure's wire server.
  '192.0.0.192', // Oracle Cloud's metadata service.
])

function isPublicIPv4(address: IPv4): boolean {
  return address.range() === 'unicast' && !hostServices.has(address.toString())
}

function isPublicIPv6(address: IPv6): boolean {
  if (address.isIPv4MappedAddress() || address.match(nat64, 96)) {
    return isPublicIPv4(new ipaddr.IPv4(address.toByteArray().slice(12)))
  }
  return address.range() === 'unicast' && address.match(globalUnicast, 3)
}
