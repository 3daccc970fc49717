/**
 * Settings as a person types them: `name=value`, a line each. Empty lines and those that begin with # are left out.
 *
 * @returns the line that is no setting, as `wrong`, if there is one
 */
export function readConfigText(text: string): {
  readonly config: Readonly<Record<string, string>>;
  readonly wrong: string | undefined;
} {
  const lines = text.split('\n').map((line) => line.trim());
  const settings = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const wrong = settings.find((line) => !/^[^=\s]+\s*=/.test(line));
  const entries = settings.map((line) => {
    const at = line.indexOf('=');
    return [line.slice(0, at).trim(), line.slice(at + 1).trim()] as const;
  });
  return { config: wrong === undefined ? Object.fromEntries(entries) : {}, wrong };
}
