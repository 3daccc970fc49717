import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { readSettings, SettingsError } from './settings.ts';

const schema = Type.Object({
  PORT: Type.Integer({ default: 3000, minimum: 1 }),
  LIMIT_TIME_ZONE: Type.String({ default: 'Asia/Kolkata' }),
  WEBHOOK_URL: Type.Optional(Type.String()),
});

describe('settings from the environment', () => {
  it('take their defaults when nothing is set', () => {
    expect(readSettings(schema, {})).toEqual({ PORT: 3000, LIMIT_TIME_ZONE: 'Asia/Kolkata' });
  });

  it('are converted to the type the schema names', () => {
    expect(readSettings(schema, { PORT: '8080' }).PORT).toBe(8080);
  });

  it('treat an empty variable as one that is not set', () => {
    expect(readSettings(schema, { PORT: '', WEBHOOK_URL: '' })).toEqual({
      PORT: 3000,
      LIMIT_TIME_ZONE: 'Asia/Kolkata',
    });
  });

  it('name every variable that is wrong at once', () => {
    const wrong = Type.Object({
      PORT: Type.Integer(),
      KAFKA_BROKERS: Type.String({ description: 'host:port, comma between' }),
    });
    expect(() => readSettings(wrong, { PORT: 'http' })).toThrow(SettingsError);
    expect(() => readSettings(wrong, { PORT: 'http' })).toThrow(
      /(?=[^]*PORT is "http")(?=[^]*KAFKA_BROKERS is not set)/,
    );
  });

  it('keep a secret out of the message', () => {
    const secret = Type.Object({ PASSWORD: Type.String({ minLength: 12, secret: true }) });
    expect(() => readSettings(secret, { PASSWORD: 'hunter2' })).toThrow(/PASSWORD is wrong/);
    expect(() => readSettings(secret, { PASSWORD: 'hunter2' })).not.toThrow(/hunter2/);
  });
});
