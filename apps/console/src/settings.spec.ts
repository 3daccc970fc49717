import { describe, expect, it } from 'vitest';
import { ConsoleSettings } from './settings.ts';

describe('a console that other machines can reach', () => {
  it.each(['0.0.0.0', '::', '192.168.1.5', 'console.example'])(
    'at %s does not start without a password',
    (HOST) => {
      expect(() => new ConsoleSettings({ HOST })).toThrow(/set CONSOLE_PASSWORD/);
    },
  );

  it('starts with one', () => {
    expect(new ConsoleSettings({ HOST: '0.0.0.0', CONSOLE_PASSWORD: 'open sesame' }).password).toBe(
      'open sesame',
    );
  });

  it('does not start with a short one, and does not show it', () => {
    const short = { HOST: '0.0.0.0', CONSOLE_PASSWORD: 'sesame' };
    expect(() => new ConsoleSettings(short)).toThrow(/CONSOLE_PASSWORD is wrong/);
    expect(() => new ConsoleSettings(short)).not.toThrow(/"sesame"/);
  });
});

it.each(['127.0.0.1', '127.0.0.2', 'localhost', '::1'])('a console at %s needs no password', (HOST) => {
  expect(new ConsoleSettings({ HOST }).password).toBeUndefined();
});
