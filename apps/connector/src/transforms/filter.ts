import { transformClass } from './transform.ts';

/** Drops every record it is asked about: a predicate decides which those are. */
export const filter = transformClass('Filter', {}, () => ({ apply: () => undefined }));
