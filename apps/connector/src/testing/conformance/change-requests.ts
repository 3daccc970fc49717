import { get, send, source } from './request.ts';

export const changing = [
  send('change a configuration', ['PATCH', '/connectors/files/config'], {
    body: { 'batch.size': 10, 'tasks.max': null },
  }),
  get('the changed configuration', '/connectors/files/config', { exactly: true }),
  send('change a configuration to what lacks a key', ['PATCH', '/connectors/files/config'], {
    body: { topic: null },
    exactly: true,
  }),
  send('change the name in a configuration', ['PATCH', '/connectors/files/config'], {
    body: { name: 'other' },
  }),
  send('replace a configuration', ['PUT', '/connectors/files/config'], { body: source }),
  send('replace a configuration with what lacks a key', ['PUT', '/connectors/files/config'], {
    body: { 'connector.class': 'FileStreamSource' },
    exactly: true,
  }),
  send('replace a configuration with an unknown class', ['PUT', '/connectors/files/config'], {
    body: { 'connector.class': 'Nope' },
  }),
  send('replace a configuration under another name', ['PUT', '/connectors/files/config'], {
    body: { ...source, name: 'other' },
    exactly: true,
  }),
  send('replace a configuration with nothing', ['PUT', '/connectors/files/config'], {
    body: '',
    contentType: 'application/json',
  }),
  send('create by putting', ['PUT', '/connectors/put/config'], { body: source, exactly: true }),
];

export const deleting = [
  send('delete', ['DELETE', '/connectors/files']),
  send('delete what was put', ['DELETE', '/connectors/put']),
  get('what was deleted', '/connectors/files', { exactly: true }),
  send('delete again', ['DELETE', '/connectors/files'], { exactly: true }),
];
