/** What a `jdbc:mysql://…` URL says. */
export interface JdbcUrl {
  readonly host: string;
  readonly port: number;
  readonly database: string | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly tls: Tls;
}

/** `trusting` encrypts and takes any certificate; `verified` wants one that a known authority gave to this host. */
export type Tls = 'off' | 'trusting' | 'verified';

const defaultPort = 3306;

/**
 * Reads a JDBC URL of one MySQL server. Parameters that are for the Java driver alone are passed over.
 *
 * @throws Error whose message says what is wrong with it, without its secrets
 * @example
 * parseJdbcUrl('jdbc:mysql://db.example:3307/shop?sslMode=REQUIRED'); // { host: 'db.example', port: 3307, database: 'shop', … }
 */
export function parseJdbcUrl(text: string): JdbcUrl {
  const prefix = 'jdbc:mysql://';
  if (!text.startsWith(prefix))
    throw new Error(`must begin with ${prefix}; other databases are not read here`);
  const authority = text.slice(prefix.length).split(/[/?]/, 1)[0] ?? '';
  if (/[,()]/.test(authority)) throw new Error('must name one server, as in jdbc:mysql://host:3306/database');
  let url: URL;
  try {
    url = new URL(`mysql://${text.slice(prefix.length)}`);
  } catch {
    throw new Error('must have the form jdbc:mysql://host:3306/database');
  }
  if (url.hostname === '') throw new Error('must name a host, as in jdbc:mysql://host:3306/database');
  const parameters = new Map([...url.searchParams].map(([name, value]) => [name.toLowerCase(), value]));
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? defaultPort : Number(url.port),
    database: nonEmpty(decodeURIComponent(url.pathname.slice(1))),
    user: nonEmpty(decodeURIComponent(url.username)) ?? parameters.get('user'),
    password: nonEmpty(decodeURIComponent(url.password)) ?? parameters.get('password'),
    tls: tlsOf(parameters),
  };
}

/** By MySQL's own word for it, for example `VERIFY_CA`; what is only preferred is done without, as long as the server lets us. */
export function tlsOfMode(mode: string): Tls {
  const word = mode.toLowerCase().replaceAll('-', '_');
  if (word.startsWith('verify')) return 'verified';
  return word === 'required' ? 'trusting' : 'off';
}

function tlsOf(parameters: ReadonlyMap<string, string>): Tls {
  const mode = parameters.get('sslmode');
  if (mode !== undefined) return tlsOfMode(mode);
  const isOn = (name: string): boolean => parameters.get(name) === 'true';
  if (!isOn('usessl') && !isOn('requiressl')) return 'off';
  return isOn('verifyservercertificate') ? 'verified' : 'trusting';
}

function nonEmpty(text: string): string | undefined {
  return text === '' ? undefined : text;
}
