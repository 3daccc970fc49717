/** Kafka Connect's types of configuration values. */
export type ConfigType =
  | 'STRING'
  | 'INT'
  | 'LONG'
  | 'SHORT'
  | 'DOUBLE'
  | 'BOOLEAN'
  | 'LIST'
  | 'CLASS'
  | 'PASSWORD';
export type Importance = 'HIGH' | 'MEDIUM' | 'LOW';
export type Width = 'NONE' | 'SHORT' | 'MEDIUM' | 'LONG';

/** What a configuration says: every value is text, as Kafka Connect keeps it. */
export type RawConfig = Readonly<Record<string, string>>;

/** What a key is for, as people and tools read it. */
export interface ConfigKeyOptions<Value> {
  readonly doc: string;
  /** As it stands in the configuration; null: none, and the value is undefined. Left out: the key is required. */
  readonly default?: Value | null;
  readonly importance?: Importance;
  readonly group?: string;
  readonly width?: Width;
  readonly displayName?: string;
  /** Keys whose values this one decides on. */
  readonly dependents?: readonly string[];
  /** The values there are, if they can be listed. */
  readonly recommended?: readonly string[];
  /** A sentence on what is wrong with the value; undefined if nothing is. */
  check?(value: Value): string | undefined;
}

/** One key: how its text is read, and what is said of it. */
export interface ConfigKey<Value> extends ConfigKeyOptions<NonNullable<Value>> {
  readonly type: ConfigType;
  /** @throws Error whose message says what the text should have been */
  readonly parse: (text: string) => NonNullable<Value>;
}

/** The keys of a plugin, by name. */
export type ConfigDef = Readonly<Record<string, ConfigKey<unknown>>>;

type ValueOf<Key> = Key extends ConfigKey<infer Value> ? Value : never;

/** What a configuration says, read: by key, each with the type of its definition. */
export type ConfigValues<Def extends ConfigDef> = { readonly [Name in keyof Def]: ValueOf<Def[Name]> };

type Required<Value> = Omit<ConfigKeyOptions<Value>, 'default'>;
type WithDefault<Value> = ConfigKeyOptions<Value> & { readonly default: Value };
type Optional<Value> = ConfigKeyOptions<Value> & { readonly default: null };

interface KeyMaker<Value> {
  (options: WithDefault<Value>): ConfigKey<Value>;
  (options: Optional<Value>): ConfigKey<Value | undefined>;
  (options: Required<Value>): ConfigKey<Value>;
}

function keyMaker<Value>(type: ConfigType, parse: (text: string) => Value): KeyMaker<Value> {
  return ((options: ConfigKeyOptions<Value>) => ({ ...options, type, parse })) as KeyMaker<Value>;
}

const int32 = 2_147_483_647;

export const stringKey = keyMaker('STRING', (text) => text);
/** Its value is never shown. */
export const passwordKey = keyMaker('PASSWORD', (text) => text);
export const classKey = keyMaker('CLASS', (text) => text.trim());
export const booleanKey = keyMaker('BOOLEAN', parseBoolean);
export const intKey = keyMaker('INT', (text) => parseInteger(text, int32));
export const longKey = keyMaker('LONG', (text) => parseInteger(text, Number.MAX_SAFE_INTEGER));
export const doubleKey = keyMaker('DOUBLE', parseNumber);
/** Separated by commas; space around an item does not count. */
export const listKey = keyMaker('LIST', parseList);

/**
 * A key that takes one of some words, whatever their case.
 *
 * @example
 * const definition = { 'insert.mode': wordKey(['insert', 'upsert'], { doc: 'How rows are written.', default: 'insert' }) };
 */
export function wordKey<const Word extends string>(
  words: readonly Word[],
  options: ConfigKeyOptions<NoInfer<Word>>,
): ConfigKey<Word> {
  return {
    recommended: words,
    ...options,
    type: 'STRING',
    parse: (text) => {
      const word = words.find((each) => each.toLowerCase() === text.trim().toLowerCase());
      if (word === undefined) throw new Error(`must be one of: ${words.join(', ')}`);
      return word;
    },
  };
}

function parseBoolean(text: string): boolean {
  const word = text.trim().toLowerCase();
  if (word !== 'true' && word !== 'false') throw new Error('must be true or false');
  return word === 'true';
}

function parseInteger(text: string, largest: number): number {
  const value = Number(text.trim());
  if (!/^[+-]?\d+$/.test(text.trim()) || Math.abs(value) > largest)
    throw new Error(`must be a whole number between -${largest} and ${largest}`);
  return value;
}

function parseNumber(text: string): number {
  const value = Number(text.trim());
  if (text.trim() === '' || !Number.isFinite(value)) throw new Error('must be a number');
  return value;
}

function parseList(text: string): readonly string[] {
  if (text.trim() === '') return [];
  return text.split(',').map((item) => item.trim());
}
