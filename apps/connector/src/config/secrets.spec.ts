import { describe, expect, it } from 'vitest';
import { classKey, passwordKey, stringKey } from './config-def.ts';
import { hideSecrets, restoreSecrets, secretsOf, stillHidden, withoutSecrets } from './secrets.ts';

const definition = {
  'aws.secret.access.key': passwordKey({ doc: 'Of the bucket.' }),
  query: passwordKey({ doc: 'Never shown.' }),
  's3.credentials.provider.class': classKey({ doc: 'Who gives credentials.' }),
  'connection.url': stringKey({ doc: 'Where.' }),
};

const url = 'jdbc:mysql://db:3306/shop?user=asha&password=s3cret&useSSL=true';
const hiddenUrl = 'jdbc:mysql://db:3306/shop?user=asha&password=[hidden]&useSSL=true';

describe('a configuration that is shown', () => {
  it('hides passwords, by their definition or by their name', () => {
    const shown = hideSecrets(
      {
        query: 'SELECT 1',
        'connection.password': 's3cret',
        'producer.override.sasl.jaas.config': 'Login required username="a" password="b";',
        'some.api.token': 't',
        'connection.user': 'asha',
        topics: 'passwords',
      },
      definition,
    );
    expect(shown).toEqual({
      query: '[hidden]',
      'connection.password': '[hidden]',
      'producer.override.sasl.jaas.config': '[hidden]',
      'some.api.token': '[hidden]',
      'connection.user': 'asha',
      topics: 'passwords',
    });
  });

  it.each([
    [url, hiddenUrl],
    ['mysql://asha:s3cret@db/shop', 'mysql://asha:[hidden]@db/shop'],
    ['mysql://asha:p@ss@db/shop', 'mysql://asha:[hidden]@db/shop'],
    ['http://proxy:3128/path@x', 'http://proxy:3128/path@x'],
    [
      'jdbc:mysql://db/shop?trustStorePassword=a&clientCertificateKeyStorePassword=b',
      'jdbc:mysql://db/shop?trustStorePassword=[hidden]&clientCertificateKeyStorePassword=[hidden]',
    ],
    [
      'jdbc:mysql://db/shop?password=${env:CONNECTOR_SECRET_DB}',
      'jdbc:mysql://db/shop?password=${env:CONNECTOR_SECRET_DB}',
    ],
  ])('hides the password in %s', (text, shown) => {
    expect(hideSecrets({ 'connection.url': text }, definition)['connection.url']).toBe(shown);
  });

  it('shows variables, and classes whatever their keys say', () => {
    const config = {
      'connection.password': '${file:/run/secrets/db.properties:password}',
      's3.credentials.provider.class': 'com.amazonaws.auth.DefaultAWSCredentialsProviderChain',
      'other.credentials.provider.class': 'Other',
    };
    expect(hideSecrets(config, definition)).toEqual(config);
  });
});

describe('a configuration that comes back', () => {
  const stored = { 'connection.password': 's3cret', 'connection.url': url, topic: 't' };

  it('keeps the secrets that were hidden when it was read', () => {
    const sent = { ...hideSecrets(stored, definition), topic: 'other' };
    expect(restoreSecrets(sent, stored, definition)).toEqual({ ...stored, topic: 'other' });
  });

  it('keeps a hidden password in a URL that goes elsewhere in the database', () => {
    const sent = { 'connection.url': hiddenUrl.replace('shop', 'depot') };
    expect(restoreSecrets(sent, stored, definition)['connection.url']).toBe(url.replace('shop', 'depot'));
  });

  it('takes a new secret', () => {
    expect(restoreSecrets({ 'connection.password': 'new' }, stored, definition)).toEqual({
      'connection.password': 'new',
    });
  });

  it('names the secrets that it cannot know', () => {
    const sent = { 'connection.password': '[hidden]', constructor: '[hidden]', topic: 't' };
    expect(stillHidden(restoreSecrets(sent, {}, definition))).toEqual(['connection.password', 'constructor']);
  });
});

it('takes secrets out of messages, the longest first', () => {
  const secrets = secretsOf({
    password: 's3cret',
    'old.password': 's3cret-1',
    'connection.url': url,
    pin: '1',
  });
  expect(withoutSecrets("Access denied for 's3cret-1', not s3cret", secrets)).toBe(
    "Access denied for '[hidden]', not [hidden]",
  );
});
