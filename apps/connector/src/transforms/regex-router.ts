import { stringKey } from '../config/config-def.ts';
import { javaRegex, javaRegexError } from './java-regex.ts';
import { transformClass } from './transform.ts';

const definition = {
  regex: stringKey({
    doc: 'Regular expression that the whole topic has to match.',
    importance: 'HIGH',
    check: javaRegexError,
  }),
  replacement: stringKey({ doc: 'The new topic; $1 stands for the first group.', importance: 'HIGH' }),
};

/** Renames topics. */
export const regexRouter = transformClass('RegexRouter', definition, (config) => {
  const regex = javaRegex(config.regex);
  const topics = new Map<string, string>();
  const rename = (topic: string): string => {
    const renamed = regex.replace(topic, config.replacement);
    if (topics.size < maxTopics) topics.set(topic, renamed);
    return renamed;
  };
  return {
    apply: (record) => {
      const topic = topics.get(record.topic) ?? rename(record.topic);
      return topic === record.topic ? record : { ...record, topic };
    },
  };
});

/** Whose new names are remembered. */
const maxTopics = 10_000;
