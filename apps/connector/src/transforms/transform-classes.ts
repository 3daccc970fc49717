import { cast } from './cast.ts';
import { extractField } from './extract-field.ts';
import { extractNewRecordState } from './extract-new-record-state.ts';
import { filter } from './filter.ts';
import { flatten } from './flatten.ts';
import { dropHeaders, headerFrom, insertHeader } from './headers.ts';
import { hoistField } from './hoist-field.ts';
import { insertField } from './insert-field.ts';
import { maskField } from './mask-field.ts';
import { regexRouter } from './regex-router.ts';
import { replaceField } from './replace-field.ts';
import { setSchemaMetadata } from './set-schema-metadata.ts';
import { timestampConverter } from './timestamp-converter.ts';
import { timestampRouter } from './timestamp-router.ts';
import type { TransformClass } from './transform.ts';
import { valueToKey } from './value-to-key.ts';

/** Every transform there is, by its Java class. */
export const transformClasses: readonly TransformClass[] = [
  ...cast,
  dropHeaders,
  ...extractField,
  filter,
  ...flatten,
  ...headerFrom,
  ...hoistField,
  ...insertField,
  insertHeader,
  ...maskField,
  regexRouter,
  ...replaceField,
  ...setSchemaMetadata,
  ...timestampConverter,
  timestampRouter,
  valueToKey,
  extractNewRecordState,
];
