import type { ConfigDef, RawConfig } from '../config/config-def.ts';
import type { DescribedClass } from '../config/described-class.ts';
import { frameworkKeys } from '../config/connector-keys.ts';
import type { ConnectorPlugin } from './plugin.ts';

/** An entry of `/connector-plugins`. */
export interface PluginInfo {
  readonly class: string;
  readonly type: 'source' | 'sink' | DescribedClass['type'];
  readonly version: string;
}

/** No connector answers to a class. The message begins as Kafka Connect's does: tools go by that. */
export class UnknownPluginError extends Error {
  override readonly name = 'UnknownPluginError';

  constructor(className: string, known: readonly PluginInfo[]) {
    super(
      `Failed to find any class that implements Connector and which name matches ${className}, available connectors are: ${known
        .map((plugin) => `${plugin.class} (${plugin.type} ${plugin.version})`)
        .join(', ')}`,
    );
  }
}

/** Every class that a configuration may name. */
export class PluginRegistry {
  private readonly byName: ReadonlyMap<string, ConnectorPlugin>;

  /**
   * @param plugins kinds of connectors
   * @param classes converters, transforms and predicates
   * @param version of those
   */
  constructor(
    private readonly plugins: readonly ConnectorPlugin[],
    readonly classes: readonly DescribedClass[] = [],
    private readonly version = '0.1.0',
  ) {
    this.byName = new Map(
      plugins.flatMap((plugin) => namesOf(plugin).map((name) => [name, plugin] as const)),
    );
  }

  /**
   * The kind of connector that answers to a class: by its short name, by a Java class with or without its package, each also without
   * the word Connector at its end.
   *
   * @throws UnknownPluginError
   */
  find(className: string): ConnectorPlugin {
    const plugin = this.byName.get(alias(className.trim()));
    if (plugin === undefined) throw new UnknownPluginError(className, this.connectors());
    return plugin;
  }

  /** Whether two names are of the same connector. */
  isSame(className: string, other: string): boolean {
    const plugin = this.byName.get(alias(className.trim()));
    return plugin !== undefined && plugin === this.byName.get(alias(other.trim()));
  }

  /** Each connector by its short name and by the Java classes it stands for. */
  connectors(): readonly PluginInfo[] {
    return this.plugins.flatMap(({ name, classes, type, version }) =>
      [name, ...classes].map((className) => ({ class: className, type, version })),
    );
  }

  /** The connectors, then converters, transforms and predicates. */
  all(): readonly PluginInfo[] {
    return [
      ...this.connectors(),
      ...this.classes.map(({ className, type }) => ({ class: className, type, version: this.version })),
    ];
  }

  /** The keys of any class, its own first and then those of the framework; undefined if nothing has that name. */
  configDef(className: string): ConfigDef | undefined {
    const plugin = this.byName.get(alias(className.trim()));
    if (plugin === undefined) return this.described(className.trim())?.configDef;
    const raw = { 'connector.class': className };
    return { ...plugin.configDef(raw), ...connectorDef(plugin, raw) };
  }

  /** Of any class; undefined if nothing has that name. */
  versionOf(className: string): string | undefined {
    const plugin = this.byName.get(alias(className.trim()));
    return plugin?.version ?? (this.described(className.trim()) && this.version);
  }

  private described(className: string): DescribedClass | undefined {
    return this.classes.find(
      (each) => each.className === className || simpleName(each.className) === className,
    );
  }
}

/** What a configuration for this connector may say, beside the keys of its transforms; first what every connector has. */
export function connectorDef(plugin: ConnectorPlugin, raw: RawConfig): ConfigDef {
  return { ...frameworkKeys(plugin.type), ...plugin.configDef(raw) };
}

function namesOf({ name, classes }: ConnectorPlugin): readonly string[] {
  return [name, ...classes, ...classes.map(simpleName)].map(alias);
}

function simpleName(className: string): string {
  return className.slice(className.lastIndexOf('.') + 1);
}

/** Names with and without the word at the end mean the same. */
function alias(className: string): string {
  return className.length > suffix.length && className.endsWith(suffix)
    ? className.slice(0, -suffix.length)
    : className;
}

const suffix = 'Connector';
