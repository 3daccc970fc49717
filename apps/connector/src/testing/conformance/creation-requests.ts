import { get, isStopped, runs, send, source } from './request.ts';

export const creation = [
  send('create from malformed JSON', ['POST', '/connectors'], { body: '{"name": ' }),
  send('create from nothing', ['POST', '/connectors'], { body: '', contentType: 'application/json' }),
  send('create from text', ['POST', '/connectors'], { body: '{}', contentType: 'text/plain' }),
  send('create from a form', ['POST', '/connectors'], {
    body: '{}',
    contentType: 'application/x-www-form-urlencoded',
  }),
  send('create without a configuration', ['POST', '/connectors'], { body: { name: 'x' } }),
  send('create without a class', ['POST', '/connectors'], { body: { name: 'x', config: {} }, exactly: true }),
  send('create an unknown class', ['POST', '/connectors'], {
    body: { name: 'x', config: { 'connector.class': 'Nope' } },
  }),
  send('create without a required key', ['POST', '/connectors'], {
    body: { name: 'x', config: { 'connector.class': 'FileStreamSource', file: '$file' } },
    exactly: true,
  }),
  send('create without a name', ['POST', '/connectors'], { body: { config: source } }),
  send('create under two names', ['POST', '/connectors'], {
    body: { name: 'x', config: { ...source, name: 'y' } },
    exactly: true,
  }),
  send('create with an unknown field', ['POST', '/connectors'], {
    body: { name: 'x', color: 'red', config: source },
  }),
  send('create in an unknown state', ['POST', '/connectors'], {
    body: { name: 'x', initial_state: 'ASLEEP', config: source },
  }),
  send('create with an object for a value', ['POST', '/connectors'], {
    body: { name: 'x', config: { ...source, topic: {} } },
  }),
  get('what failed has made nothing', '/connectors/x', { exactly: true }),
  send('create with a slash at the end, a number, and space around the name', ['POST', '/connectors/'], {
    body: { name: '  files  ', config: { ...source, 'tasks.max': 1 } },
    except: 'tasks',
    exactly: true,
  }),
  send('create what there is', ['POST', '/connectors'], {
    body: { name: 'files', config: source },
    exactly: true,
  }),
  get('a status', '/connectors/files/status', { until: runs }),
];

export const strangeNames = [
  send('create stopped, under a strange name', ['POST', '/connectors'], {
    body: { name: 'a b?&=é', initial_state: 'STOPPED', config: source },
    exactly: true,
  }),
  get('a strange name', `/connectors/${encodeURIComponent('a b?&=é')}`, { exactly: true }),
  get('the status of a strange name', `/connectors/${encodeURIComponent('a b?&=é')}/status`, {
    until: isStopped,
  }),
  send('delete a strange name', ['DELETE', `/connectors/${encodeURIComponent('a b?&=é')}`]),
  send('create under a name with control characters', ['POST', '/connectors'], {
    body: { name: 'a\u0001b', config: source },
    exactly: true,
  }),
  get('a name with a slash and a percent sign', '/connectors/a%2Fb%25'),
];
