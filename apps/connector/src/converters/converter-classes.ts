import {
  booleanKey,
  type ConfigDef,
  intKey,
  type RawConfig,
  stringKey,
  wordKey,
} from '../config/config-def.ts';
import type { DescribedClass } from '../config/described-class.ts';
import { readConfig } from '../config/read-config.ts';
import type { Converter } from './converter.ts';
import { JsonConverter } from './json/json-converter.ts';
import { NumberConverter, type NumberForm, numberForms } from './number-converter.ts';
import { ByteArrayConverter, StringConverter } from './string-converter.ts';

export interface ConverterClass extends DescribedClass {
  /** From the keys that stand behind `key.converter.` or `value.converter.`. */
  readonly create: (raw: RawConfig) => Converter;
}

const converterType = stringKey({
  doc: 'Set by the worker: whether it is for keys, values or headers.',
  default: null,
  importance: 'LOW',
});

const jsonDef = {
  'schemas.enable': booleanKey({
    doc: 'Whether the schema stands beside each value: {"schema":…,"payload":…}.',
    default: true,
    importance: 'HIGH',
    displayName: 'Enable Schemas',
  }),
  'schemas.cache.size': intKey({
    doc: 'Schemas are kept as long as they are in use: read for the sake of existing files.',
    default: 1_000,
    importance: 'HIGH',
    displayName: 'Schema Cache Size',
  }),
  'decimal.format': wordKey(['BASE64', 'NUMERIC'], {
    doc: 'Decimals as base64 of their bytes, or as JSON numbers. Both are read, whichever is written.',
    default: 'BASE64',
    importance: 'LOW',
    displayName: 'Decimal Format',
  }),
  'replace.null.with.default': booleanKey({
    doc: 'Whether the default of a field takes the place of null.',
    default: true,
    importance: 'LOW',
    displayName: 'Replace null with default',
  }),
  'converter.type': converterType,
} satisfies ConfigDef;

const stringDef = {
  'converter.encoding': stringKey({
    doc: 'How text stands in bytes.',
    default: 'UTF-8',
    importance: 'HIGH',
    displayName: 'Encoding',
    check: (name) => (/^utf-?8$/i.test(name) ? undefined : 'Only UTF-8 is supported'),
  }),
  'converter.type': converterType,
} satisfies ConfigDef;

const plainDef = { 'converter.type': converterType } satisfies ConfigDef;

/** Every converter there is. */
export const converterClasses: readonly ConverterClass[] = [
  {
    className: 'org.apache.kafka.connect.json.JsonConverter',
    type: 'converter',
    configDef: jsonDef,
    create: createJsonConverter,
  },
  {
    className: 'org.apache.kafka.connect.storage.StringConverter',
    type: 'converter',
    configDef: stringDef,
    create: () => new StringConverter(),
  },
  {
    className: 'org.apache.kafka.connect.converters.ByteArrayConverter',
    type: 'converter',
    configDef: plainDef,
    create: () => new ByteArrayConverter(),
  },
  ...Object.entries(numberForms).map(([name, form]) => numberConverterClass(name, form)),
];

function createJsonConverter(raw: RawConfig): Converter {
  const config = readConfig(jsonDef, raw);
  return new JsonConverter({
    hasSchemas: config['schemas.enable'],
    decimalFormat: config['decimal.format'],
    replaceNullWithDefault: config['replace.null.with.default'],
  });
}

function numberConverterClass(name: string, form: NumberForm): ConverterClass {
  return {
    className: `org.apache.kafka.connect.converters.${name}Converter`,
    type: 'converter',
    configDef: plainDef,
    create: () => new NumberConverter(form),
  };
}

const registryConverters = /(avro|protobuf|jsonschema|apicurio|schemaregistry)/i;

/** The class of this name, with or without its package; else a sentence on what to name instead. */
export function converterClassOf(name: string): ConverterClass | string {
  const found = converterClasses.find(
    ({ className }) => className === name || className.slice(className.lastIndexOf('.') + 1) === name,
  );
  if (found !== undefined) return found;
  const names = converterClasses.map(({ className }) => className).join(', ');
  if (registryConverters.test(name))
    return (
      `Class ${name} keeps schemas in a registry, which there is none of here. ` +
      'Use org.apache.kafka.connect.json.JsonConverter with schemas.enable=true: the schema travels with each record'
    );
  return `Class ${name} could not be found. There are: ${names}`;
}
