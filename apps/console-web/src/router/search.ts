type Search = Readonly<Record<string, unknown>>;
type Reader<Value> = (value: string) => Value | undefined;
type Shape<Readers> = {
  readonly [Name in keyof Readers]?: Readers[Name] extends Reader<infer Value> ? Value | undefined : never;
};

/**
 * What of a page's state is in its URL. What does not fit is as if it were not there, so that an old link still opens.
 *
 * @example searchOf({ user: text, offset: whole })({ user: 'asha', offset: 'x' }) // { user: 'asha' }
 */
export function searchOf<Readers extends Readonly<Record<string, Reader<unknown>>>>(readers: Readers) {
  return (search: Search): Shape<Readers> => {
    const entries = Object.entries(readers).flatMap(([name, read]) => {
      const given = search[name];
      const isGiven = typeof given === 'string' || typeof given === 'number';
      const value = isGiven ? read(String(given)) : undefined;
      return value === undefined ? [] : [[name, value] as const];
    });
    return Object.fromEntries(entries) as Shape<Readers>;
  };
}

export const text: Reader<string> = (value) => (value === '' ? undefined : value);

/** An integer from 0 on. */
export const whole: Reader<number> = (value) => (/^\d{1,16}$/.test(value) ? Number(value) : undefined);

/** One of the values given. */
export function oneOf<const Value extends string>(...values: readonly Value[]): Reader<Value> {
  return (value) => values.find((each) => each === value);
}

/** The query of a URL as names and texts, and back: links a person can read and type. */
export function parseSearch(query: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(query));
}

export function stringifySearch(search: Search): string {
  const entries = Object.entries(search).filter(([, value]) => value !== undefined && value !== '');
  const query = new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString();
  return query === '' ? '' : `?${query}`;
}
