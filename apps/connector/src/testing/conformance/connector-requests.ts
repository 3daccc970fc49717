import { get, hasSome, isPaused, isStopped, runs, send } from './request.ts';

export const reading = [
  get('a connector', '/connectors/files', { exactly: true }),
  get('a configuration', '/connectors/files/config', { exactly: true }),
  get('the connectors', '/connectors', { anyKeys: true }),
  get('the connectors with all there is of them', '/connectors?expand=status&expand=info'),
  get('the connectors with what nobody knows', '/connectors?expand=color'),
  get('the tasks', '/connectors/files/tasks'),
  get('the status of a task', '/connectors/files/tasks/0/status'),
  get('the status of a task that is not there', '/connectors/files/tasks/9/status', { exactly: true }),
  get('the status of a task that is no number', '/connectors/files/tasks/first/status', { exactly: true }),
  get('the topics', '/connectors/files/topics'),
  send('forget the topics', ['PUT', '/connectors/files/topics/reset']),
  get('the offsets', '/connectors/files/offsets', {
    until: hasSome,
  }),
];

export const nothing = ['', '/config', '/status', '/tasks', '/tasks/0/status', '/topics', '/offsets'].map(
  (path) => get(`nobody${path}`, `/connectors/nobody${path}`, { exactly: true }),
);

export const nothingToDo = (
  [
    ['PUT', '/pause'],
    ['PUT', '/resume'],
    ['PUT', '/stop'],
    ['POST', '/restart'],
    ['POST', '/restart?includeTasks=true'],
    ['POST', '/tasks/0/restart'],
    ['PUT', '/topics/reset'],
    ['DELETE', '/offsets'],
    ['DELETE', ''],
  ] as const
).map(([method, path]) =>
  send(`${method} nobody${path}`, [method, `/connectors/nobody${path}`], { exactly: true }),
);

export const nothingToChange = [
  send('PATCH the configuration of nobody', ['PATCH', '/connectors/nobody/config'], {
    body: { a: 'b' },
    exactly: true,
  }),
  send('PATCH the offsets of nobody', ['PATCH', '/connectors/nobody/offsets'], {
    body: { offsets: [{ partition: { filename: 'a' }, offset: { position: 1 } }] },
    exactly: true,
  }),
];

export const restarting = [
  send('restart', ['POST', '/connectors/files/restart']),
  get('after restart', '/connectors/files/status', { until: runs }),
  send('restart with tasks', ['POST', '/connectors/files/restart?includeTasks=true']),
  get('after restart with tasks', '/connectors/files/status', { until: runs }),
  send('restart only what failed', ['POST', '/connectors/files/restart?includeTasks=true&onlyFailed=true']),
  send('restart a task', ['POST', '/connectors/files/tasks/0/restart']),
  get('after restart of a task', '/connectors/files/status', { until: runs }),
  send('restart a task that is not there', ['POST', '/connectors/files/tasks/9/restart'], { exactly: true }),
];

export const pausing = [
  send('pause', ['PUT', '/connectors/files/pause']),
  send('pause again', ['PUT', '/connectors/files/pause'], { contentType: 'application/json' }),
  get('after pause', '/connectors/files/status', { until: isPaused }),
  send('forget offsets while paused', ['DELETE', '/connectors/files/offsets'], { exactly: true }),
  send('resume', ['PUT', '/connectors/files/resume']),
  get('after resume', '/connectors/files/status', { until: runs }),
  send('alter offsets while running', ['PATCH', '/connectors/files/offsets'], {
    body: { offsets: [{ partition: { filename: '$file' }, offset: { position: 1 } }] },
    exactly: true,
  }),
  send('stop', ['PUT', '/connectors/files/stop']),
  get('after stop', '/connectors/files/status', { until: isStopped }),
  send('stop again', ['PUT', '/connectors/files/stop']),
  get('a connector that is stopped', '/connectors/files', { exactly: true }),
  get('tasks of a connector that is stopped', '/connectors/files/tasks', { exactly: true }),
];
