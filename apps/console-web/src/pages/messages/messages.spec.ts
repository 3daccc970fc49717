import type { Message } from '@payments/console-api';
import { describe, expect, it } from 'vitest';
import { filterOf, filterParameter } from './message-filter.ts';
import { addNewest, parseRecordId, recordId } from './record-id.ts';

describe('a filter of messages', () => {
  it('is made of what is filled in', () => {
    expect(
      filterOf({ text: 'chai', header: 'type', field: 'data.amount', operator: 'greater', value: '5' }),
    ).toEqual({
      text: 'chai',
      header: { name: 'type' },
      field: { path: 'data.amount', operator: 'greater', value: '5' },
    });
    expect(filterOf({ key: 'asha', field: 'data', operator: 'exists', value: 'ignored' })).toEqual({
      key: { contains: 'asha' },
      field: { path: 'data', operator: 'exists' },
    });
  });

  it('is none if nothing is', () => {
    expect(filterParameter({ has: 'x', value: 'y' })).toBeUndefined();
  });
});

describe('a record', () => {
  it('is named by partition and offset', () => {
    expect(parseRecordId(recordId({ partition: 3, offset: 120 }))).toEqual({ partition: 3, offset: 120 });
    expect(['', '3', '3@', '@1', '-1@2', 'x@y'].map(parseRecordId)).toEqual(
      Array.from({ length: 6 }, () => undefined),
    );
  });

  it('comes to the top of the tail, once, and the oldest go', () => {
    const [one, two, three] = [1, 2, 3].map((offset) => ({ partition: 0, offset }) as Message);
    if (one === undefined || two === undefined || three === undefined) throw new Error('Three were made.');
    expect(addNewest([two, one], [two, three], 2)).toEqual([three, two]);
  });
});
