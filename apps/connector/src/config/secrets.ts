import type { ConfigDef, RawConfig } from './config-def.ts';

/** What stands in place of a secret, as Kafka Connect writes it. */
export const hidden = '[hidden]';

/** Names of keys whose values are secret, whether a definition knows them or not. */
const secretName = /secret|password|passwd|passphrase|token|credential|jaas|private\.?key|keystore\.key$/i;
/** Definitions of these types hold no secret, whatever their names say: `credentials.provider.class`. */
const openTypes: ReadonlySet<string> = new Set(['CLASS', 'BOOLEAN', 'INT', 'LONG', 'SHORT', 'DOUBLE']);
/** The secret in `scheme://user:secret@host`. */
const inAuthority = /(?<=:\/\/[^/?#\s:@]*:)[^/?#\s]+(?=@)/dg;
/** The secret in `?password=secret&`, as JDBC's URLs have it, and in `password="secret";` of a login configuration. */
const inParameter = /(?<=[?&;,(\s][\w.-]*(?:password|passwd|secret|token)[\w.-]*=)[^&;,)\s]+/dgi;
const onlyVariables = /^(?:\$\{(?:env|file):[^}]+\})+$/;

/** A configuration as it may be shown: secrets hidden, variables as they stand. */
export function hideSecrets(raw: RawConfig, def: ConfigDef = {}): RawConfig {
  return Object.fromEntries(Object.entries(raw).map(([key, text]) => [key, hideSecret(key, text, def)]));
}

/** One value as it may be shown. */
export function hideSecret(key: string, text: string, def: ConfigDef = {}): string {
  let shown = '';
  let end = 0;
  for (const [from, to] of secretParts(key, text, def)) {
    shown += text.slice(end, from) + hidden;
    end = to;
  }
  return shown + text.slice(end);
}

/**
 * What was sent, with the stored secret wherever it was sent back hidden, as a program does that reads a configuration, changes a
 * key and writes it. What was not stored stays hidden, and {@link stillHidden} finds it.
 */
export function restoreSecrets(sent: RawConfig, stored: RawConfig, def: ConfigDef = {}): RawConfig {
  return Object.fromEntries(
    Object.entries(sent).map(([key, text]) => [
      key,
      restore(key, text, Object.hasOwn(stored, key) ? stored[key] : undefined, def),
    ]),
  );
}

/** Keys whose secrets are hidden where they should be said. */
export function stillHidden(raw: RawConfig): readonly string[] {
  return Object.keys(raw).filter((key) => raw[key]?.includes(hidden));
}

/** Every secret of a configuration, for taking them out of messages and logs. */
export function secretsOf(raw: RawConfig, def: ConfigDef = {}): readonly string[] {
  return Object.entries(raw).flatMap(([key, text]) =>
    secretParts(key, text, def).map(([from, to]) => text.slice(from, to)),
  );
}

/** A message without these secrets. Very short ones are left: they would take words apart, and give nothing away. */
export function withoutSecrets(message: string, secrets: readonly string[]): string {
  const longestFirst = secrets.filter((secret) => secret.length > 2).toSorted((a, b) => b.length - a.length);
  return longestFirst.reduce((text, secret) => text.replaceAll(secret, hidden), message);
}

type Range = readonly [from: number, to: number];

function secretParts(key: string, text: string, def: ConfigDef): readonly Range[] {
  if (text === '' || onlyVariables.test(text)) return [];
  if (isSecret(key, def)) return [[0, text.length]];
  const ranges = [...text.matchAll(inAuthority), ...text.matchAll(inParameter)]
    .map(({ indices }) => indices?.[0])
    .filter((range) => range !== undefined)
    .filter(([from, to]) => !onlyVariables.test(text.slice(from, to)))
    .toSorted(([a], [b]) => a - b);
  return ranges.filter(([from], index) => index === 0 || from >= (ranges[index - 1]?.[1] ?? 0));
}

function isSecret(key: string, def: ConfigDef): boolean {
  const type = Object.hasOwn(def, key) ? def[key]?.type : undefined;
  if (type === 'PASSWORD') return true;
  return secretName.test(key) && !(type !== undefined && openTypes.has(type)) && !key.endsWith('.class');
}

function restore(key: string, text: string, stored: string | undefined, def: ConfigDef): string {
  const pieces = text.split(hidden);
  if (stored === undefined || pieces.length === 1) return text;
  const secrets = secretParts(key, stored, def).map(([from, to]) => stored.slice(from, to));
  if (secrets.length !== pieces.length - 1) return text;
  return pieces.map((piece, index) => piece + (secrets[index] ?? '')).join('');
}
