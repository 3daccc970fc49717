import type { ConfigDef } from '../config/config-def.ts';
import { configText } from '../config/config-infos.ts';
import { sinkConnectorKeys, sourceConnectorKeys } from '../config/connector-keys.ts';
import { hideSecret } from '../config/secrets.ts';
import type { ConnectorPlugin } from '../plugin/plugin.ts';
import { differences } from './conformance-differences.ts';

/** A line for each difference from Kafka Connect, as the guide has them. */
export function differenceLines(): readonly string[] {
  return differences.map(
    ({ name, connect, here, because }) =>
      `- **${name[0]?.toUpperCase()}${name.slice(1)}.** Kafka Connect ${connect}. This worker ${here}: ${because}.`,
  );
}

/** The page with every key of every connector, from their own definitions. */
export function keysPage(plugins: readonly ConnectorPlugin[]): string {
  const both = Object.keys(sourceConnectorKeys).filter((key) => Object.hasOwn(sinkConnectorKeys, key));
  return [
    '# Keys of connectors',
    'Made from the definitions that check configurations: `npx vitest run --project unit apps/connector/src/rest/guide -u` writes it anew.\n' +
      'A connector answers to any of its names, with or without the package before it and the word Connector after it. A running worker\n' +
      'says the same at `GET /connector-plugins/{name}/config`.',
    section('Every connector', pick(sourceConnectorKeys, both)),
    section('Every source', without(sourceConnectorKeys, both)),
    section('Every sink', without(sinkConnectorKeys, both)),
    ...plugins.flatMap(pluginSections),
    '',
  ].join('\n\n');
}

/** One table, or one for each class whose configurations have keys of their own. */
function pluginSections(plugin: ConnectorPlugin): readonly string[] {
  const byTable = Map.groupBy([plugin.name, ...plugin.classes], (name) =>
    table(plugin.configDef({ 'connector.class': name })),
  );
  return [...byTable].map(
    ([keys, names]) => `## ${plugin.name}\n\n${names.map((name) => `\`${name}\``).join(', ')}\n\n${keys}`,
  );
}

function section(title: string, def: ConfigDef): string {
  return `## ${title}\n\n${table(def)}`;
}

function table(def: ConfigDef): string {
  const rows = Object.entries(def).map(([name, key]) => {
    const text = key.default === undefined ? 'required' : code(configText(key.default));
    return `| \`${name}\` | ${key.type.toLowerCase()} | ${hideSecret(name, text, { [name]: key })} | ${cell(key.doc)}${words(key.recommended)} |`;
  });
  return ['| Key | Type | Default | Meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function code(text: string | null): string {
  if (text === null || text === '') return '';
  return `\`${/[\r\n\t]/.test(text) ? JSON.stringify(text) : text}\``;
}

function words(recommended: readonly string[] = []): string {
  return recommended.length === 0
    ? ''
    : ` One of ${recommended
        .filter((word) => word !== '')
        .map((word) => `\`${word}\``)
        .join(', ')}.`;
}

function cell(text: string): string {
  return text.replaceAll(/[|<>*_]/g, String.raw`\$&`).replaceAll(/\s+/g, ' ');
}

function pick(def: ConfigDef, keys: readonly string[]): ConfigDef {
  return Object.fromEntries(Object.entries(def).filter(([key]) => keys.includes(key)));
}

function without(def: ConfigDef, keys: readonly string[]): ConfigDef {
  return Object.fromEntries(Object.entries(def).filter(([key]) => !keys.includes(key)));
}
