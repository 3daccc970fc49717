import { describe, expect, it } from 'vitest';
import { isPublicAddress } from './public-address.ts';

describe('an address a webhook may go to', () => {
  it.each(['8.8.8.8', '203.1.113.7', '2606:4700::1111', '::ffff:8.8.8.8'])('may be %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ['loopback', '127.0.0.1'],
    ['loopback', '127.255.0.1'],
    ['loopback', '::1'],
    ['loopback, mapped', '::ffff:127.0.0.1'],
    ['loopback, mapped in hex', '::ffff:7f00:1'],
    ['loopback, compatible', '::127.0.0.1'],
    ['private', '10.1.2.3'],
    ['private', '172.16.0.1'],
    ['private', '192.168.1.1'],
    ['private, through NAT64', '64:ff9b::a00:1'],
    ['private, through 6to4', '2002:a00:1::'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['link-local, where clouds keep their secrets', '169.254.169.254'],
    ['link-local', 'fe80::1'],
    ['unique local', 'fd00::1'],
    ['site-local', 'fec0::1'],
    ['unspecified', '0.0.0.0'],
    ['unspecified', '::'],
    ['multicast', '224.0.0.1'],
    ['multicast', 'ff02::1'],
    ['broadcast', '255.255.255.255'],
    ['reserved', '240.0.0.1'],
    ['documentation', '192.0.2.1'],
    ['documentation', '2001:db8::1'],
    ['benchmarking', '198.18.0.1'],
    ['Teredo', '2001::1'],
    ['not an address', 'localhost'],
    ['not an address', ''],
  ])('may not be %s: %s', (_, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
