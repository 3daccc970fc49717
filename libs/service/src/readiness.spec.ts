import { describe, expect, it } from 'vitest';
import { Readiness } from './readiness.ts';

describe('readiness', () => {
  it('is complete while nothing is missing', async () => {
    const readiness = new Readiness();
    readiness.add('kafka', () => undefined);
    expect(await readiness.missing()).toEqual({});
  });

  it('names each part that is missing, also one that throws or hangs', async () => {
    const readiness = new Readiness();
    readiness.add('kafka', () => 'not connected');
    readiness.add('database', () => Promise.reject(new Error('ECONNREFUSED')));
    readiness.add('consumer', () => new Promise(() => undefined));
    expect(await readiness.missing(20)).toEqual({
      kafka: 'not connected',
      database: 'ECONNREFUSED',
      consumer: 'no answer within 20 ms',
    });
  });
});
