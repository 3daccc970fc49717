const wayOut =
  'Run `npm run relay:rebuild`: it publishes what is missing from the table, and the relay goes on from there.';

/** Nobody can tell any more which payments are published. The relay waits for a person; payments are accepted meanwhile. */
export class RelayPositionLostError extends Error {
  override readonly name = 'RelayPositionLostError';

  constructor(reason: string, cause?: unknown) {
    super(`${reason} ${wayOut}`, cause === undefined ? undefined : { cause });
  }
}

/** Another instance publishes now. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}
