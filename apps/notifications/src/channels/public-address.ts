import ipaddr from 'ipaddr.js';

/** The part of IPv6 that is given out for the public Internet. */
const globalIpv6 = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * True if the address belongs to somebody on the public Internet. Whatever else there is, is not: private, loopback,
 * link-local, multicast, reserved, and IPv6 addresses that carry an IPv4 one in them.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(globalIpv6);
}
