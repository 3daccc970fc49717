/** What is shown instead of a secret. */
export const mask = '********';

const secretName = /password|passwd|secret|token|credential|sasl\.jaas|private\.?key/i;
/** `${env:NAME}` only says where the secret is. */
const reference = /^\$\{[^}]+\}$/;

export type Config = Readonly<Record<string, string>>;

export function masked(config: Config): Config {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [name, isSecret(name, value) ? mask : value]),
  );
}

/** What was shown masked, and comes back so, is as it was. */
export function unmasked(config: Config, before: Config): Config {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [name, value === mask ? (before[name] ?? value) : value]),
  );
}

function isSecret(name: string, value: string): boolean {
  return secretName.test(name) && value !== '' && !reference.test(value);
}
