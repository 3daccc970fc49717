import { expect, it } from 'vitest';
import { includesGtids } from './gtid-set.ts';

const one = '3e11fa47-71ca-11e1-9e33-c80aa9429562';
const other = '4e11fa47-71ca-11e1-9e33-c80aa9429562';

it.each([
  ['', '', true],
  [`${one}:1-5`, '', true],
  ['', `${one}:1`, false],
  [`${one}:1-5`, `${one}:2-3`, true],
  [`${one}:1-5`, `${one}:5-6`, false],
  [`${one}:1-5:7-9`, `${one}:5:8`, true],
  [`${one}:1-5:6-9`, `${one}:4-7`, true],
  [`${one}:1-5,\n${other}:1-3`, `${other}:3,${one}:1`, true],
  [`${one}:1-5`, `${other}:1`, false],
  [`${one}:1-5:blue:1-3`, `${one}:blue:2`, true],
  [`${one}:1-5`, `${one}:blue:2`, false],
])('says whether %j has %j: %s', (whole, part, included) => {
  expect(includesGtids(whole, part)).toBe(included);
});
