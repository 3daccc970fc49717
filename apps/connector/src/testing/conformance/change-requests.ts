import { get, send, source } from './request.ts';

export const changing = [
  send('change a configuration', ['PATCH', '/connectors/files/config'], {
    body: { 'batch.size': 10, 'tasks.max': null },
    except: 'tasks',
    exactly: true,
  }),
  get('the changed configuration', '/connectors/files/config', { exactly: true }),
  send('change a configuration to what lacks a key', ['PATCH', '/connectors/files/config'], {
    body: { topic: null },
    exactly: true,
  }),
  send('change the name in a configuration', ['PATCH', '/connectors/files/config'], {
    body: { name: 'other' },
  }),
  send('replace a configuration', ['PUT', '/connectors/files/config'], {
    body: source,
    except: 'tasks',
    exactly: true,
  }),
  send('replace a configuration with what lacks a key', ['PUT', '/connectors/files/config'], {
    body: { 'connector.class': 'FileStreamSource', file: '$file' },
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
  send('create by putting', ['PUT', '/connectors/put/config'], {
    body: { ...source, 'some.password': 'hunter2' },
    except: 'tasks',
  }),
  get('a configuration with a secret', '/connectors/put/config', { exactly: true }),
  send('create with offsets to begin at', ['POST', '/connectors'], {
    body: {
      name: 'begun',
      initial_state: 'STOPPED',
      initial_offsets: [{ partition: { filename: '$file' }, offset: { position: 1 } }],
      config: source,
    },
  }),
  send('pause from a page of another site', ['PUT', '/connectors/put/pause'], {
    headers: { origin: 'https://elsewhere.example' },
  }),
];

export const deleting = [
  send('delete', ['DELETE', '/connectors/files']),
  send('delete what was put', ['DELETE', '/connectors/put']),
  get('what was deleted', '/connectors/files', { exactly: true }),
  send('delete again', ['DELETE', '/connectors/files'], { exactly: true }),
  // What Kafka Connect makes of it is in no list any more.
  send('create with null for a value', ['POST', '/connectors'], {
    body: { name: 'with-null', config: { ...source, 'batch.size': null } },
  }),
];
