import { describe, expect, it } from 'vitest';
import { parseJdbcUrl } from './jdbc-url.ts';

describe('a JDBC URL', () => {
  it('names host, port and database', () => {
    expect(parseJdbcUrl('jdbc:mysql://db.example:3307/shop?useUnicode=true')).toEqual({
      host: 'db.example',
      port: 3307,
      database: 'shop',
      user: undefined,
      password: undefined,
      tls: 'off',
    });
  });

  it('has defaults, and may carry user and password', () => {
    expect(parseJdbcUrl('jdbc:mysql://[::1]?user=asha&password=a%20b')).toMatchObject({
      host: '::1',
      port: 3306,
      database: undefined,
      user: 'asha',
      password: 'a b',
    });
  });

  it.each([
    ['verifyServerCertificate=false&useSSL=true&requireSSL=true', 'trusting'],
    ['useSSL=true&verifyServerCertificate=true', 'verified'],
    ['sslMode=VERIFY_IDENTITY', 'verified'],
    ['sslMode=REQUIRED', 'trusting'],
    ['sslMode=PREFERRED', 'off'],
    ['useSSL=false', 'off'],
  ])('says with %s how far TLS is to be %s', (parameters, tls) => {
    expect(parseJdbcUrl(`jdbc:mysql://db/shop?${parameters}`).tls).toBe(tls);
  });

  it.each([
    ['jdbc:postgresql://db/shop', 'must begin with jdbc:mysql://'],
    ['jdbc:mysql://one:3306,two:3306/shop', 'must name one server'],
    ['jdbc:mysql:///shop', 'must name a host'],
    ['jdbc:mysql://db:port/shop', 'must have the form'],
  ])('refuses %s', (url, message) => {
    expect(() => parseJdbcUrl(url)).toThrow(message);
  });
});
