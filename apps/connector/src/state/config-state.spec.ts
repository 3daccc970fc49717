import { describe, expect, it } from 'vitest';
import { configRecord, readConfigRecord, type StateRecord } from './config-records.ts';
import { ConfigState } from './config-state.ts';

function stateOf(...records: readonly StateRecord[]): ConfigState {
  const state = new ConfigState();
  apply(state, records);
  return state;
}

function apply(state: ConfigState, records: readonly StateRecord[]): void {
  for (const { key, value } of records) state.apply(key, value === null ? null : Buffer.from(value));
}

const config = { name: 'orders', 'connector.class': 'X' };

describe('the records of configurations', () => {
  it('are Kafka Connect\u2019s own', () => {
    expect(configRecord.connector('orders', config)).toEqual({
      key: 'connector-orders',
      value: '{"properties":{"name":"orders","connector.class":"X"}}',
    });
    expect(configRecord.task('orders', 3, {}).key).toBe('task-orders-3');
    expect(configRecord.commit('orders', 4)).toEqual({ key: 'commit-orders', value: '{"tasks":4}' });
    expect(configRecord.targetState('orders', 'STOPPED')).toEqual({
      key: 'target-state-orders',
      value: '{"state":"PAUSED","state.v2":"STOPPED"}',
    });
    expect(configRecord.restart('orders', { includeTasks: true, onlyFailed: false }, 'now').value).toContain(
      '"include-tasks":true,"only-failed":false',
    );
  });

  it('are told apart whatever the connector is called', () => {
    const name = 'task-1-connector-2';
    const { key, value } = configRecord.task(name, 7, { a: 'b' });
    expect(readConfigRecord(key, Buffer.from(value ?? ''))).toEqual({
      kind: 'task',
      name,
      task: 7,
      config: { a: 'b' },
    });
    const count = configRecord.taskCount(name, 3);
    expect(readConfigRecord(count.key, Buffer.from(count.value ?? ''))).toMatchObject({
      kind: 'task-count',
      name,
    });
  });

  it('that cannot be read, or are none of ours, are passed over', () => {
    expect(readConfigRecord('session-key', Buffer.from('{}'))).toBeUndefined();
    expect(readConfigRecord('connector-a', Buffer.from('not json'))).toBeUndefined();
    expect(readConfigRecord('task-a', Buffer.from('{}'))).toBeUndefined();
  });
});

describe('the table of configurations', () => {
  it('has the tasks that were committed, and not those that were only written', () => {
    const state = stateOf(
      configRecord.connector('orders', config),
      configRecord.task('orders', 0, { n: '0' }),
      configRecord.task('orders', 1, { n: '1' }),
    );
    expect(state.get('orders')).toMatchObject({ targetState: 'STARTED', tasks: [] });
    apply(state, [configRecord.commit('orders', 2)]);
    apply(state, [configRecord.task('orders', 1, { n: 'one' })]);
    expect(state.get('orders')?.tasks).toEqual([{ n: '0' }, { n: '1' }]);
    apply(state, [configRecord.commit('orders', 2)]);
    expect(state.get('orders')?.tasks).toEqual([{ n: '0' }, { n: 'one' }]);
  });

  it('has no tasks if one of them is missing, as compaction may leave it', () => {
    const records = [configRecord.task('orders', 1, { n: '1' }), configRecord.commit('orders', 2)];
    expect(stateOf(configRecord.connector('orders', config), ...records).get('orders')?.tasks).toEqual([]);
  });

  it('takes away with a connector all that is said of it, and begins anew with one of its name', () => {
    const state = stateOf(
      configRecord.connector('orders', config),
      configRecord.targetState('orders', 'PAUSED'),
      configRecord.task('orders', 0, {}),
      configRecord.commit('orders', 1),
      configRecord.taskCount('orders', 1),
    );
    const removal = state.removal('orders');
    expect(removal.map(({ key }) => key).toSorted()).toEqual([
      'commit-orders',
      'connector-orders',
      'target-state-orders',
      'task-orders-0',
    ]);
    apply(state, removal);
    expect(state.names()).toEqual([]);
    apply(state, [configRecord.connector('orders', config)]);
    expect(state.get('orders')).toMatchObject({ targetState: 'STARTED', tasks: [] });
    expect(state.taskCount('orders')).toBe(1);
  });

  it('gives fewer tasks by taking away the superfluous, and remembers how many there were', () => {
    const state = stateOf(configRecord.connector('orders', config));
    apply(state, state.taskRecords('orders', [{ n: '0' }, { n: '1' }, { n: '2' }]));
    apply(state, state.taskRecords('orders', [{ n: '0' }]));
    expect(state.get('orders')?.tasks).toEqual([{ n: '0' }]);
    expect(state.taskCount('orders')).toBe(3);
  });

  it('knows whether records are what the topic says', () => {
    const record = configRecord.connector('orders', config);
    const state = stateOf(record);
    expect(state.holds([record])).toBe(true);
    expect(state.holds([record, configRecord.remove('target-state-orders')])).toBe(true);
    expect(state.holds([configRecord.connector('orders', {})])).toBe(false);
  });
});
