import { columnValue } from './column-value.ts';
import { debeziumHandling, type Handling, jdbcHandling } from './handling.ts';
import { typeExamples } from './type-examples.ts';

/** The guide to types, made of the examples that the tests write and read. */
export function typesPage(): string {
  return `# Types of MySQL in records

Made from the examples that the tests write into MySQL and read back, from the binlog, from a snapshot and from polls alike:
\`npx vitest run --project unit apps/connector/src/mysql-source/values/types-page -u\` writes it anew.
The same row gives the same record on each of these ways, and loses nothing.

Each column is \`optional\` if it may be NULL. A name after a type gives it its meaning, as in Kafka Connect and Debezium. The last column says what
another setting makes of the type; \`jdbc\` is the class \`JdbcSourceConnector\`.

| MySQL | Record | Example | With other settings |
| --- | --- | --- | --- |
${typeExamples.map(({ type, literals, values }) => row(type, literals[0] ?? '', values[0])).join('\n')}
| VECTOR | refused by name when the configuration is checked | | |

## What to know

- \`BIGINT UNSIGNED\` is a whole number with all its digits, also beyond 2^63, as JSON has no largest number. Where a reader takes \`int64\` literally (Java, Parquet), set
  \`bigint.unsigned.handling.mode\` to \`precise\` or \`string\`. Debezium wraps such numbers to negative ones.
- \`DECIMAL\` in JSON is Connect's Decimal: base64 of the unscaled number, or its digits with \`value.converter.decimal.format=NUMERIC\`. \`decimal.handling.mode=string\` gives
  the digits in any format.
- \`TIMESTAMP\` is a moment, in UTC. \`DATETIME\` has no zone and is taken for UTC. Connect's own Timestamp has milliseconds and its Time ends at midnight: where that would cut
  digits or hours, the next Debezium type that has room is taken, also with \`time.precision.mode=connect\` and for the JDBC source's class.
- A date that is none, \`0000-00-00\` or \`2026-11-00\`, becomes null, or the epoch in a column that is NOT NULL.
- \`FLOAT\` has the fewest digits that mean the same number, and not the six that MySQL prints. In the rows of a \`query\` it has those six: write \`CAST(column AS DOUBLE)\`.
- \`JSON\` is the text that MySQL prints for it, digit by digit, also for decimals within; Debezium's texts differ between snapshot and binlog.
- Shapes are the well-known bytes with the number of the reference system, as MySQL keeps them: of geographic systems, longitude comes first.
- \`ENUM\` and \`SET\` are words; a value that was not allowed is the empty one. \`CHAR\` has no spaces at its end, \`BINARY\` all its bytes.
`;
}

const settings: readonly (readonly [string, Handling])[] = [
  ['jdbc', jdbcHandling],
  ['time.precision.mode=connect', { ...debeziumHandling, time: 'connect' }],
  ['isostring', { ...debeziumHandling, time: 'isostring' }],
  ['microseconds', { ...debeziumHandling, time: 'microseconds' }],
  ['nanoseconds', { ...debeziumHandling, time: 'nanoseconds' }],
  ['decimal.handling.mode=string', { ...debeziumHandling, decimal: 'string' }],
  ['double', { ...debeziumHandling, decimal: 'double' }],
  ['numeric.mapping=best_fit', { ...debeziumHandling, decimal: 'best_fit' }],
  ['bigint.unsigned.handling.mode=precise', { ...debeziumHandling, bigintUnsigned: 'precise' }],
  ['string', { ...debeziumHandling, bigintUnsigned: 'string' }],
  ['binary.handling.mode=base64', { ...debeziumHandling, binary: 'base64' }],
  ['hex', { ...debeziumHandling, binary: 'hex' }],
];

function row(type: string, literal: string, value: unknown): string {
  const usual = schemaText(type, debeziumHandling);
  const others = settings.flatMap(([name, handling]) => {
    const text = schemaText(type, handling);
    return text === usual ? [] : [`${name}: ${text}`];
  });
  return `| ${code(type)} | ${usual} | ${code(shortened(literal))} → ${code(shortened(valueText(value)))} | ${others.join('<br>')} |`;
}

function schemaText(type: string, handling: Handling): string {
  const { schema } = columnValue('example', type.toLowerCase(), handling);
  const name =
    schema.name === undefined ? '' : ` ${schema.name.replace('org.apache.kafka.connect.data.', '')}`;
  return `${schema.type}${name}`;
}

function valueText(value: unknown): string {
  if (typeof value === 'object') return JSON.stringify(value);
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}

const longest = 60;

function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}
