import type { RawConfig } from './config-def.ts';
import type { ConfigInfos } from './config-infos.ts';
import { hideSecrets } from './secrets.ts';

/** A configuration that does not say what kind of connector it is for. */
export class NoConnectorTypeError extends Error {
  override readonly name = 'NoConnectorTypeError';

  constructor(raw: RawConfig) {
    const shown = Object.entries(hideSecrets(raw)).map(([key, text]) => `${key}=${text}`);
    super(`Connector config {${shown.join(', ')}} contains no connector type`);
  }
}

/** A configuration with errors, in Kafka Connect's words. */
export class InvalidConfigError extends Error {
  override readonly name = 'InvalidConfigError';

  constructor({ error_count, configs }: ConfigInfos) {
    super(
      [
        `Connector configuration is invalid and contains the following ${error_count} error(s):`,
        ...configs.flatMap(({ value }) => value.errors),
        'You can also find the above list of errors at the endpoint `/connector-plugins/{connectorType}/config/validate`',
      ].join('\n'),
    );
  }
}

/** Too many configurations are being checked. */
export class ValidationBusyError extends Error {
  override readonly name = 'ValidationBusyError';

  constructor(limit: number) {
    super(`${limit} other configurations are being checked; try again in a few seconds.`);
  }
}
