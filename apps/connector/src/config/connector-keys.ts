import { errorPolicyDef } from '../errors/error-policy.ts';
import {
  booleanKey,
  classKey,
  type ConfigDef,
  intKey,
  listKey,
  longKey,
  stringKey,
  wordKey,
} from './config-def.ts';

const common = { group: 'Common' } as const;

/** Keys that every connector has, in the order in which Kafka Connect lists them. */
export const connectorKeys = {
  name: stringKey({
    ...common,
    doc: 'Name of the connector; no other connector of the cluster has it.',
    importance: 'HIGH',
    width: 'MEDIUM',
    displayName: 'Connector name',
    check: checkName,
  }),
  'connector.class': stringKey({
    ...common,
    doc: 'The kind of connector: its short name here, or the Java class that existing files name, with or without its package.',
    importance: 'HIGH',
    width: 'LONG',
    displayName: 'Connector class',
  }),
  'tasks.max': intKey({
    ...common,
    doc: 'How many tasks may share the work at most.',
    default: 1,
    importance: 'HIGH',
    width: 'SHORT',
    displayName: 'Tasks max',
    check: atLeast(1),
  }),
  'tasks.max.enforce': booleanKey({
    ...common,
    doc: 'Whether more tasks than tasks.max are refused. Connectors here never make more.',
    default: true,
    importance: 'LOW',
    width: 'SHORT',
    displayName: 'Enforce tasks max',
  }),
  'key.converter': classKey({
    ...common,
    doc: "How keys are written to and read from Kafka; the worker's own if left out.",
    default: null,
    importance: 'LOW',
    width: 'SHORT',
    displayName: 'Key converter class',
  }),
  'value.converter': classKey({
    ...common,
    doc: "How values are written to and read from Kafka; the worker's own if left out.",
    default: null,
    importance: 'LOW',
    width: 'SHORT',
    displayName: 'Value converter class',
  }),
  'header.converter': classKey({
    ...common,
    doc: "How headers are written to and read from Kafka; the worker's own if left out.",
    default: null,
    importance: 'LOW',
    width: 'SHORT',
    displayName: 'Header converter class',
  }),
  transforms: listKey({
    doc: 'Names of the transforms, in the order in which records pass them.',
    group: 'Transforms',
    default: [],
    importance: 'LOW',
    width: 'LONG',
    displayName: 'Transforms',
    check: checkAliases,
  }),
  predicates: listKey({
    doc: 'Names of the predicates that transforms may ask.',
    group: 'Predicates',
    default: [],
    importance: 'LOW',
    width: 'LONG',
    displayName: 'Predicates',
    check: checkAliases,
  }),
  'config.action.reload': wordKey(['none', 'restart'], {
    ...common,
    doc: 'What happens when a variable of the configuration changes outside. Variables are read whenever a task starts.',
    default: 'restart',
    importance: 'LOW',
    width: 'MEDIUM',
    displayName: 'Reload Action',
  }),
  ...errorPolicyDef,
} satisfies ConfigDef;

/** Keys that every sink has. */
export const sinkConnectorKeys = {
  ...connectorKeys,
  topics: listKey({
    ...common,
    doc: 'The topics to read, separated by commas. Either this or topics.regex.',
    default: [],
    importance: 'HIGH',
    width: 'LONG',
    displayName: 'Topics',
  }),
  'topics.regex': stringKey({
    ...common,
    doc: 'A regular expression that the whole name of a topic has to match. Either this or topics.',
    default: '',
    importance: 'HIGH',
    width: 'LONG',
    displayName: 'Topics regex',
    check: checkRegex,
  }),
} satisfies ConfigDef;

/** Keys that every source has. */
export const sourceConnectorKeys = {
  ...connectorKeys,
  'topic.creation.groups': listKey({
    doc: 'Groups of topics to make in other ways than the default one.',
    group: 'Topic Creation',
    default: [],
    importance: 'LOW',
    width: 'LONG',
    displayName: 'Topic Creation Groups',
    check: checkAliases,
  }),
  'exactly.once.support': wordKey(['requested', 'required'], {
    doc: 'Every source here is exactly once, whichever is asked for.',
    group: 'Exactly Once Support',
    default: 'requested',
    importance: 'MEDIUM',
    width: 'SHORT',
    displayName: 'Exactly once support',
  }),
  'transaction.boundary': wordKey(['poll', 'interval', 'connector'], {
    doc: 'Accepted for the sake of existing files: a transaction holds what the source gives at once.',
    group: 'Exactly Once Support',
    default: 'poll',
    importance: 'MEDIUM',
    width: 'SHORT',
    displayName: 'Transaction Boundary',
  }),
  'transaction.boundary.interval.ms': longKey({
    doc: 'Accepted for the sake of existing files.',
    group: 'Exactly Once Support',
    default: null,
    importance: 'LOW',
    width: 'SHORT',
    displayName: 'Transaction boundary interval',
    check: atLeast(0),
  }),
  'offsets.storage.topic': stringKey({
    doc: "Accepted for the sake of existing files: offsets are in the worker's topic.",
    group: 'offsets.topic',
    default: null,
    importance: 'LOW',
    width: 'LONG',
    displayName: 'Offsets topic',
  }),
} satisfies ConfigDef;

/** Keys of the framework for a connector of this type. */
export function frameworkKeys(type: 'source' | 'sink'): ConfigDef {
  return type === 'source' ? sourceConnectorKeys : sinkConnectorKeys;
}

function atLeast(smallest: number): (value: number) => string | undefined {
  return (value) => (value < smallest ? `Value must be at least ${smallest}` : undefined);
}

function checkName(name: string): string | undefined {
  if (name.trim() === '') return 'String may not be empty';
  if (name === '.' || name === '..') return 'No URL can hold this name';
  const codes = Array.from(name, (character) => character.charCodeAt(0)).filter(isControl);
  return codes.length === 0
    ? undefined
    : `String may not contain control sequences but had the following ASCII chars: ${codes.join(', ')}`;
}

function isControl(code: number): boolean {
  return code < 0x20 || (code >= 0x7f && code <= 0x9f);
}

function checkAliases(aliases: readonly string[]): string | undefined {
  if (aliases.includes('')) return 'A name is empty.';
  return new Set(aliases).size < aliases.length ? 'Duplicate alias provided.' : undefined;
}

/**
 * The topics that `topics.regex` takes: the whole name has to match.
 *
 * @throws SyntaxError
 */
export function topicPattern(regex: string): RegExp {
  return new RegExp(`^(?:${regex})$`, 'u');
}

function checkRegex(regex: string): string | undefined {
  try {
    return topicPattern(regex) instanceof RegExp ? undefined : 'is no regular expression';
  } catch (error) {
    return (error as Error).message;
  }
}
