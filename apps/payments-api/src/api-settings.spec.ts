import { expect, it } from 'vitest';
import { ApiSettings } from './api-settings.ts';

it('fit the local stack when nothing is set', () => {
  expect(new ApiSettings({})).toEqual({
    mysql: {
      host: '127.0.0.1',
      port: 3306,
      user: 'payments_api',
      password: 'payments-demo',
      database: 'payments',
    },
    limitTimeZone: 'Asia/Kolkata',
    dailyLimit: 10,
  });
});

it('name a time zone that does not exist', () => {
  expect(() => new ApiSettings({ LIMIT_TIME_ZONE: 'Asia/Chaipur' })).toThrow(
    /LIMIT_TIME_ZONE is "Asia\/Chaipur"/,
  );
});
