import { get, hasSome, isStopped, runs, send, sink } from './request.ts';

const offsets = '/connectors/files/offsets';

export const altering = [
  send('alter no offsets', ['PATCH', offsets], { body: {}, exactly: true }),
  send('alter an empty list of offsets', ['PATCH', offsets], { body: { offsets: [] }, exactly: true }),
  send('alter offsets with an unknown field', ['PATCH', offsets], { body: { offset: [] } }),
  send('alter offsets to what the source does not know', ['PATCH', offsets], {
    body: { offsets: [{ partition: { filename: '$file' }, offset: { line: 1 } }] },
  }),
  send('alter offsets without a partition', ['PATCH', offsets], {
    body: { offsets: [{ offset: { position: 1 } }] },
  }),
  send('alter offsets', ['PATCH', offsets], {
    body: { offsets: [{ partition: { filename: '$file' }, offset: { position: 2 } }] },
    exactly: true,
  }),
  get('altered offsets', offsets, { exactly: true }),
  send('forget one offset', ['PATCH', offsets], {
    body: { offsets: [{ partition: { filename: '$file' }, offset: null }] },
    exactly: true,
  }),
  send('forget all offsets', ['DELETE', offsets], { exactly: true }),
  get('forgotten offsets', offsets, { exactly: true }),
];

export const sinks = [
  send('create a sink', ['POST', '/connectors'], {
    body: { name: 'out', config: sink },
    except: 'tasks',
    exactly: true,
  }),
  get('the status of a sink', '/connectors/out/status', { until: runs }),
  get('the offsets of a sink', '/connectors/out/offsets', {
    until: hasSome,
  }),
  send('stop a sink', ['PUT', '/connectors/out/stop']),
  get('a sink that is stopped', '/connectors/out/status', { until: isStopped }),
  ...(
    [
      ['without a partition', { offset: { kafka_offset: 1 } }],
      ['with half a partition', { partition: { kafka_topic: '$topic' }, offset: { kafka_offset: 1 } }],
      [
        'with a partition that is no number',
        { partition: { kafka_topic: '$topic', kafka_partition: 'a' }, offset: { kafka_offset: 1 } },
      ],
      [
        'with no offset in it',
        { partition: { kafka_topic: '$topic', kafka_partition: 0 }, offset: { position: 1 } },
      ],
      [
        'with an offset that is no number',
        { partition: { kafka_topic: '$topic', kafka_partition: 0 }, offset: { kafka_offset: 'a' } },
      ],
    ] as const
  ).map(([name, entry]) =>
    send(`alter offsets of a sink ${name}`, ['PATCH', '/connectors/out/offsets'], {
      body: { offsets: [entry] },
    }),
  ),
  send('alter offsets of a sink', ['PATCH', '/connectors/out/offsets'], {
    body: {
      offsets: [{ partition: { kafka_topic: '$topic', kafka_partition: 0 }, offset: { kafka_offset: 1 } }],
    },
  }),
  get('altered offsets of a sink', '/connectors/out/offsets', { exactly: true }),
  send('forget offsets of a sink', ['DELETE', '/connectors/out/offsets'], { exactly: true }),
  send('delete a sink', ['DELETE', '/connectors/out']),
];
