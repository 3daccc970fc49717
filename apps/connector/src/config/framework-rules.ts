import type { RawConfig } from './config-def.ts';
import { topicPattern } from './connector-keys.ts';
import type { ConfigErrors } from './read-config.ts';

/** What is wrong with the keys of the framework together, each of them being good on its own. */
export function frameworkErrors(type: 'source' | 'sink', raw: RawConfig): ConfigErrors {
  return type === 'sink' ? sinkErrors(raw) : new Map();
}

function sinkErrors(raw: RawConfig): ConfigErrors {
  const topics = items(raw['topics']);
  const pattern = raw['topics.regex']?.trim() ?? '';
  if (topics.length === 0 && pattern === '') return both('Must configure one of topics or topics.regex');
  if (topics.length > 0 && pattern !== '')
    return both('topics and topics.regex are mutually exclusive options, but both are set.');

  const deadLetters = raw['errors.deadletterqueue.topic.name']?.trim() ?? '';
  if (deadLetters === '') return new Map();
  if (topics.includes(deadLetters))
    return errorOn(
      'topics',
      `The DLQ topic '${deadLetters}' may not be included in the list of topics ('topics=${topics.join(', ')}') consumed by the connector`,
    );
  if (pattern !== '' && matches(pattern, deadLetters))
    return errorOn(
      'topics.regex',
      `The DLQ topic '${deadLetters}' may not be matched by the regex for the topics ('topics.regex=${pattern}') consumed by the connector`,
    );
  return new Map();
}

function items(text = ''): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function matches(pattern: string, topic: string): boolean {
  try {
    return topicPattern(pattern).test(topic);
  } catch {
    // That it is no pattern is said where the key is read.
    return false;
  }
}

function both(message: string): ConfigErrors {
  return new Map([
    ['topics', [message]],
    ['topics.regex', [message]],
  ]);
}

function errorOn(key: string, message: string): ConfigErrors {
  return new Map([[key, [message]]]);
}
