import type { MessageFilter } from '@payments/console-api';

/** What is looked for in the records of a topic, as it is in the URL. */
export interface FilterSearch {
  readonly text?: string | undefined;
  readonly key?: string | undefined;
  readonly header?: string | undefined;
  /** What the header contains. */
  readonly has?: string | undefined;
  readonly field?: string | undefined;
  readonly operator?: FieldOperator | undefined;
  readonly value?: string | undefined;
}

type FieldOperator = NonNullable<MessageFilter['field']>['operator'];

/** The filter the API takes; undefined if nothing is looked for. */
export function filterOf(search: FilterSearch): MessageFilter | undefined {
  const { text, key, header, has, field, operator = 'is', value } = search;
  const filter: MessageFilter = {
    ...(text !== undefined && { text }),
    ...(key !== undefined && { key: { contains: key } }),
    ...(header !== undefined && { header: { name: header, ...(has !== undefined && { contains: has }) } }),
    ...(field !== undefined && {
      field:
        operator === 'exists' ? { path: field, operator } : { path: field, operator, value: value ?? '' },
    }),
  };
  return Object.keys(filter).length === 0 ? undefined : filter;
}

/** The same as a query parameter. */
export function filterParameter(search: FilterSearch): string | undefined {
  const filter = filterOf(search);
  return filter === undefined ? undefined : JSON.stringify(filter);
}
