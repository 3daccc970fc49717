import type { RawConfig } from '../config/config-def.ts';
import { topicPattern } from '../config/connector-keys.ts';

/** Topics of Kafka's own, which a pattern never means. */
const internal = /^__/;

/** Those of the existing topics that a sink reads, and those it names that do not exist; sorted. */
export function topicsToRead(
  raw: RawConfig,
  existing: readonly string[],
): { readonly topics: readonly string[]; readonly missing: readonly string[] } {
  const named = (raw['topics'] ?? '')
    .split(',')
    .map((topic) => topic.trim())
    .filter((topic) => topic !== '');
  const regex = (raw['topics.regex'] ?? '').trim();
  const there = new Set(existing);
  if (named.length > 0 || regex === '')
    return {
      topics: [...new Set(named)].filter((topic) => there.has(topic)).toSorted(),
      missing: named.filter((topic) => !there.has(topic)),
    };
  const pattern = topicPattern(regex);
  return {
    topics: existing.filter((topic) => pattern.test(topic) && !internal.test(topic)).toSorted(),
    missing: [],
  };
}
