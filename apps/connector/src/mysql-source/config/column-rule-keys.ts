import { getHashes } from 'node:crypto';
import { type ConfigDef, type RawConfig, stringKey } from '../../config/config-def.ts';
import { type TableName, tableText } from '../../mysql/names.ts';
import { type ColumnRules, hashWith, maskWith, truncateTo } from '../values/column-rules.ts';
import { matchesAny, patternsOf } from './name-patterns.ts';

interface RuleKey {
  readonly pattern: RegExp;
  readonly doc: string;
  readonly change: (match: RegExpExecArray) => (text: string) => string;
  readonly problem?: (match: RegExpExecArray) => string | undefined;
}

/** Keys that carry a setting in their name and say in their value for which columns. */
const ruleKeys: readonly RuleKey[] = [
  {
    pattern: /^column\.mask\.with\.(\d{1,4})\.chars$/,
    doc: 'Columns whose text is replaced by so many asterisks.',
    change: ([, length]) => maskWith(Number(length)),
  },
  {
    pattern: /^column\.truncate\.to\.(\d{1,6})\.chars$/,
    doc: 'Columns whose text is cut after so many characters.',
    change: ([, length]) => truncateTo(Number(length)),
  },
  {
    pattern: /^column\.mask\.hash(?:\.v2)?\.([^.]+)\.with\.salt\.(.+)$/,
    doc: 'Columns whose text is replaced by its hash.',
    change: ([, algorithm = '', salt = '']) => hashWith(hashName(algorithm), salt),
    problem: ([, algorithm = '']) =>
      getHashes().includes(hashName(algorithm)) ? undefined : `there is no hash ${algorithm}; SHA-256 is one`,
  },
];

/** Definitions of such keys as they stand in a configuration. */
export function columnRuleKeys(raw: RawConfig): ConfigDef {
  return Object.fromEntries(
    rulesIn(raw).map(({ name, rule, match }) => [
      name,
      stringKey({ group: 'Columns', doc: rule.doc, default: null, check: () => rule.problem?.(match) }),
    ]),
  );
}

/** What the configuration has done with the columns of a table. */
export function columnRules(raw: RawConfig): (table: TableName) => ColumnRules {
  const included =
    raw['column.include.list'] === undefined ? undefined : patternsOf(raw['column.include.list']);
  const excluded = patternsOf(raw['column.exclude.list'] ?? '');
  const changes = rulesIn(raw).map(({ name, rule, match }) => ({
    columns: patternsOf(raw[name] ?? ''),
    change: rule.change(match),
  }));
  return (table) => {
    const full = (column: string): string => `${tableText(table)}.${column}`;
    return {
      isLeftOut: (column) =>
        matchesAny(excluded, full(column)) || (included !== undefined && !matchesAny(included, full(column))),
      change: (column) => changes.find(({ columns }) => matchesAny(columns, full(column)))?.change,
    };
  };
}

function rulesIn(
  raw: RawConfig,
): readonly { readonly name: string; readonly rule: RuleKey; readonly match: RegExpExecArray }[] {
  return Object.keys(raw).flatMap((name) =>
    ruleKeys.flatMap((rule) => {
      const match = rule.pattern.exec(name);
      return match === null ? [] : [{ name, rule, match }];
    }),
  );
}

/** Java says SHA-256 where OpenSSL says sha256. */
function hashName(algorithm: string): string {
  return algorithm.toLowerCase().replace('-', '');
}
