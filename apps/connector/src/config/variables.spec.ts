import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { variableBounds } from './variable-sources.service.ts';
import { resolveConfig, resolveVariables } from './variables.ts';

let folder: string;
let allowed: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'variables-'));
  allowed = join(folder, 'secrets');
  await mkdir(allowed);
  await writeFile(join(allowed, 'db.properties'), '# of the shop\nuser = asha\npassword: a\\=b\\u0021\n');
  await writeFile(join(folder, 'outside.properties'), 'password=no\n');
  await symlink(join(folder, 'outside.properties'), join(allowed, 'link.properties'));
  process.env['CONNECTOR_SECRET_TEST'] = 's3cret';
});
afterAll(async () => {
  delete process.env['CONNECTOR_SECRET_TEST'];
  await rm(folder, { recursive: true });
});

const bounds = () => ({ names: ['CONNECTOR_SECRET_*'], folders: [allowed] });
const resolve = (raw: Record<string, string>) => resolveVariables(raw, bounds());

describe('variables of a configuration', () => {
  it('stand for what is in the environment, anywhere in a value', async () => {
    const raw = { url: 'mysql://asha:${env:CONNECTOR_SECRET_TEST}@db', topic: 't' };
    expect(await resolve(raw)).toEqual({ url: 'mysql://asha:s3cret@db', topic: 't' });
  });

  it('stand for what is in a properties file, read as Java reads it', async () => {
    const file = join(allowed, 'db.properties');
    expect(await resolve({ user: `\${file:${file}:user}`, password: `\${file:${file}:password}` })).toEqual({
      user: 'asha',
      password: 'a=b!',
    });
  });

  it('leave everything else in braces alone', async () => {
    const raw = { 'table.name.format': 'kafka_${topic}', other: '${vault:a:b} ${} $' };
    expect(await resolve(raw)).toEqual(raw);
  });

  it('are not resolved twice', async () => {
    process.env['CONNECTOR_SECRET_TEST'] = '${env:CONNECTOR_SECRET_TEST}';
    const config = await resolve({ a: '${env:CONNECTOR_SECRET_TEST}' });
    process.env['CONNECTOR_SECRET_TEST'] = 's3cret';
    expect(config).toEqual({ a: '${env:CONNECTOR_SECRET_TEST}' });
  });

  it('tell what they stood for, so that messages can be rid of it', async () => {
    const { values } = await resolveConfig({ a: 'x ${env:CONNECTOR_SECRET_TEST}' }, bounds());
    expect(values).toEqual(new Map([['${env:CONNECTOR_SECRET_TEST}', 's3cret']]));
  });
});

describe('a variable that may not be read', () => {
  it.each([
    ['${env:PATH}', 'CONNECTOR_ENV_ALLOWED of the worker allows CONNECTOR_SECRET_*'],
    ['${env:CONNECTOR_SECRET_NONE}', 'is not set'],
    ['${env:XCONNECTOR_SECRET_TEST}', 'may not be read'],
    ['${file:/etc/passwd:root}', 'CONNECTOR_FILES_ALLOWED of the worker allows'],
    ['${file:$folder/outside.properties:password}', 'may not be read'],
    ['${file:$folder/secrets/../outside.properties:password}', 'may not be read'],
    ['${file:$folder/secrets/link.properties:password}', 'may not be read'],
    ['${file:$folder/secrets/none.properties:password}', 'is not there'],
    ['${file:$folder/secrets/db.properties:pin}', 'the file has no pin'],
    ['${file:$folder/secrets:pin}', 'may not be read'],
    ['${file:secrets/db.properties:password}', 'may not be read'],
  ])('is named: %s', async (text, message) => {
    const variable = text.replace('$folder', folder);
    const error = await resolve({ 'connection.password': variable, good: '1' }).catch(
      (each: unknown) => each,
    );
    expect(error).toMatchObject({ name: 'ConfigError' });
    expect((error as Error).message).toContain(`connection.password: ${variable}`);
    expect((error as Error).message).toContain(message);
  });
});

it('may read by default only environment variables that are meant for it', () => {
  expect(variableBounds({})).toEqual({ names: ['CONNECTOR_SECRET_*'], folders: [] });
  expect(
    variableBounds({ CONNECTOR_ENV_ALLOWED: 'A, B_*', CONNECTOR_FILES_ALLOWED: '/run/secrets' }),
  ).toEqual({
    names: ['A', 'B_*'],
    folders: ['/run/secrets'],
  });
});
