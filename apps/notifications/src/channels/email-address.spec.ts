import { describe, expect, it } from 'vitest';
import { emailAddress } from './email-address.ts';

describe('the e-mail address of a user', () => {
  it('is the template with the user in it', () => {
    expect(emailAddress('{userId}@example.test', 'asha')).toBe('asha@example.test');
    expect(emailAddress('inbox+{userId}@example.test', 'asha.k')).toBe('inbox+asha.k@example.test');
  });

  it('is the user itself where users are addresses', () => {
    expect(emailAddress('{userId}', 'asha@okbank')).toBe('asha@okbank');
  });

  it('stays one address when the user is one', () => {
    expect(emailAddress('{userId}@example.test', 'asha@okbank')).toBe('asha=okbank@example.test');
  });
});
