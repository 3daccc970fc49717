import { expect, it } from 'vitest';
import { mask, masked, unmasked } from './secrets.ts';

const config = {
  'connection.password': 'open sesame',
  'database.password': '${env:CONNECTOR_SECRET_MYSQL_PASSWORD}',
  'aws.secret.access.key': 'demo-secret',
  topics: 'a',
};

it('secrets are masked; where they are taken from is not one', () => {
  expect(masked(config)).toEqual({ ...config, 'connection.password': mask, 'aws.secret.access.key': mask });
});

it('what comes back masked stays as it was, and what was typed anew is taken', () => {
  expect(unmasked({ ...masked(config), 'connection.password': 'new' }, config)).toEqual({
    ...config,
    'connection.password': 'new',
  });
});
