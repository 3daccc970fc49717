import { get, send, sink, source } from './request.ts';

export const worker = [
  get('the worker', ''),
  get('its health', '/health'),
  get('no connectors yet, with a slash at the end', '/connectors/', { exactly: true }),
  get('a path that is not served', '/nothing', { exactly: true }),
  send('a method that is not served', ['DELETE', '/connectors'], { exactly: true }),
];

export const plugins = [
  get('the plugins, with a slash at the end', '/connector-plugins/'),
  get('the plugins and everything else', '/connector-plugins?connectorsOnly=false'),
  get('the keys of a source', '/connector-plugins/FileStreamSource/config'),
  get('the keys of a sink, by its simple class', '/connector-plugins/FileStreamSinkConnector/config'),
  get(
    'the keys of a sink, by its full class',
    '/connector-plugins/org.apache.kafka.connect.file.FileStreamSinkConnector/config',
  ),
  get('the keys of a transform', '/connector-plugins/org.apache.kafka.connect.transforms.RegexRouter/config'),
  get('the keys of a converter', '/connector-plugins/org.apache.kafka.connect.json.JsonConverter/config'),
  get('the keys of nothing', '/connector-plugins/Nope/config', { exactly: true }),
  get('the keys of a version that is not there', '/connector-plugins/FileStreamSource/config?version=0.0.1'),
  get('the keys of the latest version', '/connector-plugins/FileStreamSource/config?version=latest'),
];

const validate = '/connector-plugins/FileStreamSource/config/validate';

export const validation = [
  send('validate what is good', ['PUT', validate], { body: { ...source, name: 'x' } }),
  send('validate what lacks keys', ['PUT', validate], { body: { 'connector.class': 'FileStreamSource' } }),
  send('validate numbers and booleans', ['PUT', validate], {
    body: { ...source, name: 'x', 'tasks.max': 1, 'errors.log.enable': true },
  }),
  send('validate wrong values', ['PUT', validate], {
    body: { ...source, name: 'x', 'tasks.max': 'many', 'errors.tolerance': 'some', 'key.converter': 'Nope' },
  }),
  send('validate transforms', ['PUT', validate], {
    body: {
      ...source,
      name: 'x',
      transforms: 'route',
      'transforms.route.type': 'org.apache.kafka.connect.transforms.RegexRouter',
    },
  }),
  send(
    'validate a sink with neither topics nor topics.regex',
    ['PUT', '/connector-plugins/FileStreamSink/config/validate'],
    {
      body: { 'connector.class': 'FileStreamSink', name: 'x', file: '$file.out' },
    },
  ),
  send('validate another class than the path says', ['PUT', validate], { body: sink, exactly: true }),
  send('validate without a class', ['PUT', validate], { body: {} }),
  send('validate an unknown class', ['PUT', '/connector-plugins/Nope/config/validate'], {
    body: { 'connector.class': 'Nope', name: 'x' },
  }),
  send('validate a list', ['PUT', validate], { body: [] }),
];

const logger = '/admin/loggers/org.apache.kafka.connect.conformance';

export const loggers = [
  get('the loggers', '/admin/loggers', { anyKeys: true }),
  get('the root logger', '/admin/loggers/root'),
  get('a logger that nobody has heard of', '/admin/loggers/nobody', { exactly: true }),
  send('set a level', ['PUT', logger], { body: { level: 'debug' }, exactly: true }),
  get('a logger with a level', logger),
  send('set a level everywhere', ['PUT', `${logger}?scope=cluster`], { body: { level: 'INFO' } }),
  // A level that it has neither before nor after the one for all workers has arrived: only changes are answered.
  send('set a level somewhere', ['PUT', `${logger}?scope=galaxy`], {
    body: { level: 'WARN' },
    exactly: true,
  }),
  send('set a level that is none', ['PUT', logger], { body: { level: 'LOUD' }, exactly: true }),
  send('set no level', ['PUT', logger], { body: {}, exactly: true }),
];
