const spaces = 2;

export type ConnectorConfiguration = Readonly<Record<string, string>>;

interface ReadJson {
  /** Undefined: the text is no configuration, `problem` says why. */
  readonly config: ConnectorConfiguration | undefined;
  /** From the file, if it names its connector. */
  readonly name: string | undefined;
  readonly problem: string | undefined;
}

/** A file of Kafka Connect: `{ name, config }`, or the configuration alone. Numbers and booleans become texts, as Connect has them. */
export function readConnectorJson(text: string): ReadJson {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    return wrong(`This is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isObject(file)) return wrong('A configuration is an object of names and values.');
  const { name } = file;
  const config = isObject(file['config']) ? file['config'] : file;
  const nested = Object.entries(config).find(([, value]) => typeof value === 'object');
  if (nested !== undefined) return wrong(`${nested[0]} has to be a text, number or boolean.`);
  const entries = Object.entries(config).map(([key, value]) => [key, String(value)]);
  return {
    config: Object.fromEntries(entries) as ConnectorConfiguration,
    name: typeof name === 'string' ? name : undefined,
    problem: undefined,
  };
}

/** As JSON, by name. */
export function writeConfig(config: ConnectorConfiguration): string {
  const sorted = Object.entries(config).toSorted(([one], [other]) => one.localeCompare(other, 'en'));
  return JSON.stringify(Object.fromEntries(sorted), undefined, spaces);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(problem: string): ReadJson {
  return { config: undefined, name: undefined, problem };
}
