import { describe, expect, it } from 'vitest';
import { topicToCreate } from './topic-creation.ts';

describe('a topic that is missing', () => {
  it('is made as brokers like it when nothing is said', () => {
    expect(topicToCreate({}, 'orders')).toEqual({ name: 'orders', config: {} });
  });

  it('is made as the default says', () => {
    const raw = {
      'topic.creation.default.partitions': '6',
      'topic.creation.default.replication.factor': '-1',
      'topic.creation.default.cleanup.policy': 'compact',
    };
    expect(topicToCreate(raw, 'orders')).toEqual({
      name: 'orders',
      partitions: 6,
      config: { 'cleanup.policy': 'compact' },
    });
  });

  it('is made as the first group says that names it', () => {
    const raw = {
      'topic.creation.groups': 'logs, all',
      'topic.creation.logs.include': 'log\\..*',
      'topic.creation.logs.exclude': 'log\\.audit',
      'topic.creation.logs.partitions': '2',
      'topic.creation.all.include': '.*',
      'topic.creation.all.partitions': '4',
      'topic.creation.default.replication.factor': '3',
    };
    expect(topicToCreate(raw, 'log.web')).toMatchObject({ partitions: 2, replication: 3 });
    expect(topicToCreate(raw, 'log.audit')).toMatchObject({ partitions: 4 });
    expect(topicToCreate(raw, 'catalog.web')).toMatchObject({ partitions: 4 });
  });
});
