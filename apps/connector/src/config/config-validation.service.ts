import { Injectable } from '@nestjs/common';
import { converterConfigErrors } from '../converters/converters.ts';
import type { ConnectorPlugin } from '../plugin/plugin.ts';
import { connectorDef, PluginRegistry } from '../plugin/plugin-registry.ts';
import { transformConfigErrors } from '../transforms/transform-chain.ts';
import type { ConfigDef, RawConfig } from './config-def.ts';
import { type ConfigInfos, configInfos } from './config-infos.ts';
import { NoConnectorTypeError, ValidationBusyError } from './config.errors.ts';
import { frameworkErrors } from './framework-rules.ts';
import { ConfigError, configErrors, type ConfigErrors } from './read-config.ts';
import { hidden, secretsOf, stillHidden, withoutSecrets } from './secrets.ts';
import { transformKeys } from './transform-keys.ts';
import { resolveConfig, type ResolvedConfig } from './variables.ts';

/** What a plugin may take to ask its servers, and how long it is waited for once it has been told to stop. */
const pluginTimeoutMs = 5_000;
const graceMs = 500;
/** Different configurations whose servers are asked at the same time. */
const maxUnderWay = 32;

/** Says what is wrong with configurations: first what can be known without asking anybody, and only if that is nothing, the rest. */
@Injectable()
export class ConfigValidation {
  private readonly underWay = new Map<string, Promise<ConfigErrors>>();

  constructor(private readonly registry: PluginRegistry) {}

  /**
   * Takes at most a few seconds, whatever the servers do that a configuration names.
   *
   * @throws NoConnectorTypeError, UnknownPluginError, ValidationBusyError
   */
  async validate(raw: RawConfig): Promise<ConfigInfos> {
    const name = raw['connector.class']?.trim() ?? '';
    if (name === '') throw new NoConnectorTypeError(raw);
    const plugin = this.registry.find(name);
    const def = connectorDef(plugin, raw);
    const errors = await this.errorsOf(plugin, def, raw);
    return configInfos({ name, def: { ...def, ...transformKeys(raw, this.registry.classes) }, raw, errors });
  }

  /** What is known of a configuration's keys: for hiding its secrets. Nothing if its class is unknown. */
  definitionOf(raw: RawConfig): ConfigDef {
    const def = this.registry.configDef(raw['connector.class'] ?? '');
    return def === undefined ? {} : { ...def, ...transformKeys(raw, this.registry.classes) };
  }

  private async errorsOf(plugin: ConnectorPlugin, def: ConfigDef, raw: RawConfig): Promise<ConfigErrors> {
    const lost = stillHidden(raw);
    if (lost.length > 0) return new Map(lost.map((key) => [key, [lostSecret(key)]]));
    try {
      const resolved = await resolveConfig(raw);
      return withoutValues(await this.errorsOfResolved(plugin, def, resolved.config), def, resolved);
    } catch (error) {
      if (error instanceof ConfigError) return error.errors;
      throw error;
    }
  }

  private async errorsOfResolved(
    plugin: ConnectorPlugin,
    def: ConfigDef,
    config: RawConfig,
  ): Promise<ConfigErrors> {
    const errors = merged(
      configErrors(def, config),
      frameworkErrors(plugin.type, config),
      converterConfigErrors(config),
      transformConfigErrors(config),
    );
    if (errors.size > 0 || plugin.validate === undefined) return errors;
    return this.askOnce(plugin, config);
  }

  /** Those who ask the same at the same time share the answer: a console asks twice for each page. */
  private askOnce(plugin: ConnectorPlugin, config: RawConfig): Promise<ConfigErrors> {
    const question = JSON.stringify([
      plugin.name,
      Object.entries(config).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ]);
    let answer = this.underWay.get(question);
    if (answer === undefined) {
      if (this.underWay.size >= maxUnderWay) throw new ValidationBusyError(maxUnderWay);
      answer = ask(plugin, config).finally(() => this.underWay.delete(question));
      this.underWay.set(question, answer);
    }
    return answer;
  }
}

async function ask(plugin: ConnectorPlugin, config: RawConfig): Promise<ConfigErrors> {
  const late = Promise.withResolvers<ConfigErrors>();
  const timer = setTimeout(() => late.resolve(tooLate()), pluginTimeoutMs + graceMs);
  try {
    const answer =
      plugin.validate?.(config, AbortSignal.timeout(pluginTimeoutMs)) ?? Promise.resolve(new Map());
    return await Promise.race([answer, late.promise]);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return new Map([['connector.class', [`The configuration could not be checked: ${message}`]]]);
  } finally {
    clearTimeout(timer);
  }
}

function tooLate(): ConfigErrors {
  const seconds = pluginTimeoutMs / 1_000;
  return new Map([
    [
      'connector.class',
      [
        `The configuration could not be checked: a server that it names has not answered within ${seconds} s.`,
      ],
    ],
  ]);
}

function merged(...all: readonly ConfigErrors[]): ConfigErrors {
  const errors = new Map<string, readonly string[]>();
  for (const each of all)
    for (const [key, sentences] of each)
      errors.set(key, [...new Set([...(errors.get(key) ?? []), ...sentences])]);
  return errors;
}

/** Neither secrets nor what variables stand for: `Invalid value ${env:PORT}` instead of what is in it. */
function withoutValues(
  errors: ConfigErrors,
  def: ConfigDef,
  { config, values }: ResolvedConfig,
): ConfigErrors {
  const secrets = secretsOf(config, def);
  return new Map(
    [...errors].map(([key, sentences]) => [
      key,
      sentences.map((sentence) => withoutSecrets(withVariables(sentence, values), secrets)),
    ]),
  );
}

function withVariables(sentence: string, values: ReadonlyMap<string, string>): string {
  const longestFirst = [...values]
    .filter(([, value]) => value.length > 2)
    .toSorted(([, a], [, b]) => b.length - a.length);
  return longestFirst.reduce((text, [variable, value]) => text.replaceAll(value, () => variable), sentence);
}

function lostSecret(key: string): string {
  return `Invalid value ${hidden} for configuration ${key}: this is what a hidden secret looks like; say the secret itself, or \${env:…} or \${file:…}.`;
}
