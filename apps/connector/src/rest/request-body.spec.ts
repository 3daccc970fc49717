import { describe, expect, it } from 'vitest';
import { readConfigBody, readCreateRequest, readOffsetsBody, readPatchBody } from './request-body.ts';

const refused = (message: string) =>
  expect.objectContaining({ status: 400, message: expect.stringContaining(message) });
const attempt = (read: () => unknown): unknown => {
  try {
    return read();
  } catch (error) {
    return error;
  }
};

describe('the body that makes a connector', () => {
  it('becomes text, digit by digit', () => {
    const body =
      '{"name":" a ","config":{"tasks.max":2,"ratio":1.50,"big":12345678901234567890,"on":true,"url":"u"}}';
    expect(readCreateRequest(body)).toEqual({
      name: 'a',
      config: {
        name: 'a',
        'tasks.max': '2',
        ratio: '1.50',
        big: '12345678901234567890',
        on: 'true',
        url: 'u',
      },
      initialState: 'RUNNING',
      initialOffsets: undefined,
    });
  });

  it('may say how and where it begins', () => {
    const body =
      '{"name":"a","config":{},"initial_state":"paused","initial_offsets":[{"partition":{"p":1},"offset":{"o":2.5}}]}';
    expect(readCreateRequest(body)).toMatchObject({
      initialState: 'PAUSED',
      initialOffsets: [{ partition: { p: 1 }, offset: { o: 2.5 } }],
    });
  });

  it.each([
    [undefined, 'empty'],
    ['  ', 'empty'],
    ['{"name":"a"', 'no JSON'],
    ['[]', 'Cannot deserialize value'],
    ['1', 'Cannot deserialize value'],
    ['{"name":"a"}', 'configuration is an object'],
    ['{"name":{},"config":{}}', 'name'],
    ['{"name":"a","config":{},"color":"red"}', 'Unrecognized field "color"'],
    ['{"name":"a","config":{"k":null}}', 'Null value can not be supplied'],
    ['{"name":"a","config":{"k":[]}}', 'Cannot deserialize value of k'],
    ['{"name":"a","config":{"name":"b"}}', "(b) doesn't match connector name in the URL (a)"],
    ['{"name":"a","config":{},"initial_state":"ASLEEP"}', 'one of RUNNING, PAUSED, STOPPED'],
    ['{"name":"a","config":{},"initial_offsets":{}}', 'has to be a list'],
  ])('is refused: %s', (body, message) => {
    expect(attempt(() => readCreateRequest(body))).toEqual(refused(message));
  });

  it('is not repeated when it is no JSON: there may be a secret in it', () => {
    const error = attempt(() => readConfigBody('{"password": hunter2}')) as Error;
    expect(error.message).not.toContain('hunter2');
  });

  it('cannot reach what every object has', () => {
    const config = readConfigBody('{"__proto__":"a","constructor":"b"}');
    expect(Object.entries(config)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });
});

describe('other bodies', () => {
  it('a patch removes with null, and does not rename', () => {
    expect(readPatchBody('{"a":1,"b":null,"name":"c"}', 'c')).toEqual({ a: '1', b: null, name: 'c' });
    expect(attempt(() => readPatchBody('{"name":"d"}', 'c'))).toEqual(refused("doesn't match"));
    expect(attempt(() => readPatchBody('{"name":null}', 'c'))).toEqual(refused("doesn't match"));
  });

  it('offsets are numbers, and never lose a digit', () => {
    expect(readOffsetsBody(offsetsBody('{"pos":9007199254740991,"l":[1]}'))).toEqual([
      { partition: { t: 'a' }, offset: { pos: 9_007_199_254_740_991, l: [1] } },
    ]);
    expect(readOffsetsBody(offsetsBody('null'))).toEqual([{ partition: { t: 'a' }, offset: null }]);
    expect(attempt(() => readOffsetsBody(offsetsBody('{"pos":9007199254740993}')))).toEqual(
      refused('kept exactly'),
    );
  });
});

function offsetsBody(offset: string): string {
  return `{"offsets":[{"partition":{"t":"a"},"offset":${offset}}]}`;
}
