/** A type of MySQL, and values of it that something could be lost of. Tests write and read them; the guide lists them. */
export interface TypeExample {
  /** As in CREATE TABLE. */
  readonly type: string;
  /** As in INSERT, beside NULL. */
  readonly literals: readonly string[];
  /** What becomes of them in records, by Debezium's defaults; bytes as their hex digits. */
  readonly values: readonly unknown[];
}

export const typeExamples: readonly TypeExample[] = [
  { type: 'TINYINT', literals: ['-128', '127'], values: [-128, 127] },
  { type: 'TINYINT UNSIGNED', literals: ['255'], values: [255] },
  { type: 'TINYINT(1)', literals: ['TRUE', 'FALSE'], values: [1, 0] },
  { type: 'SMALLINT', literals: ['-32768'], values: [-32_768] },
  { type: 'SMALLINT UNSIGNED', literals: ['65535'], values: [65_535] },
  { type: 'MEDIUMINT', literals: ['-8388608'], values: [-8_388_608] },
  { type: 'MEDIUMINT UNSIGNED', literals: ['16777215'], values: [16_777_215] },
  { type: 'INT', literals: ['-2147483648'], values: [-2_147_483_648] },
  { type: 'INT UNSIGNED', literals: ['4294967295'], values: [4_294_967_295] },
  { type: 'INT(5) ZEROFILL', literals: ['42'], values: [42] },
  {
    type: 'BIGINT',
    literals: ['-9223372036854775808', '9007199254740993', '7'],
    values: [-9_223_372_036_854_775_808n, 9_007_199_254_740_993n, 7],
  },
  {
    type: 'BIGINT UNSIGNED',
    literals: ['18446744073709551615', '9223372036854775808', '7'],
    values: [18_446_744_073_709_551_615n, 9_223_372_036_854_775_808n, 7],
  },
  {
    type: 'DECIMAL(65,30)',
    literals: ['-12345678901234567890123456789012345.012345678901234567890123456789', '0.1'],
    values: [
      '-12345678901234567890123456789012345.012345678901234567890123456789',
      '0.100000000000000000000000000000',
    ],
  },
  { type: 'DECIMAL(10,2) UNSIGNED', literals: ['12.50', '0'], values: ['12.50', '0.00'] },
  {
    type: 'FLOAT',
    literals: ['0.1', '16777216', '-3.4e38', '1.17549e-38', '123456.7'],
    values: [0.1, 16_777_216, -3.4e38, 1.17549e-38, 123_456.7],
  },
  {
    type: 'DOUBLE',
    literals: ['0.1', '-1.7976931348623157e308', '5e-324', '9007199254740993'],
    values: [0.1, -1.7976931348623157e308, 5e-324, 9_007_199_254_740_992],
  },
  { type: 'BIT', literals: ["b'1'", "b'0'"], values: [true, false] },
  { type: 'BIT(10)', literals: ["b'1000000001'"], values: ['0102'] },
  { type: 'BIT(64)', literals: ["x'8000000000000001'"], values: ['0100000000000080'] },
  {
    type: 'DATE',
    literals: ["'2026-11-22'", "'0001-01-01'", "'9999-12-31'"],
    values: [20_779, -719_162, 2_932_896],
  },
  { type: 'DATETIME', literals: ["'2026-11-22 16:30:00'"], values: [1_795_365_000_000] },
  { type: 'DATETIME(3)', literals: ["'1969-12-31 23:59:59.999'"], values: [-1] },
  {
    type: 'DATETIME(6)',
    literals: [
      "'2026-11-22 16:30:00.123456'",
      "'9999-12-31 23:59:59.999999'",
      "'0001-01-01 00:00:00.000001'",
    ],
    values: [1_795_365_000_123_456, 253_402_300_799_999_999n, -62_135_596_799_999_999n],
  },
  { type: 'TIMESTAMP', literals: ["'2026-11-22 16:30:00'"], values: ['2026-11-22T16:30:00Z'] },
  {
    type: 'TIMESTAMP(6)',
    literals: ["'1970-01-01 00:00:01.000001'"],
    values: ['1970-01-01T00:00:01.000001Z'],
  },
  { type: 'TIME', literals: ["'-838:59:59'", "'12:00:00'"], values: [-3_020_399_000_000, 43_200_000_000] },
  {
    type: 'TIME(6)',
    literals: ["'-00:00:00.000001'", "'838:59:58.999999'"],
    values: [-1, 3_020_398_999_999],
  },
  { type: 'YEAR', literals: ['2026', '1901', '2155', "'0000'"], values: [2026, 1901, 2155, 0] },
  { type: 'CHAR(5)', literals: ["'a  '", "''"], values: ['a', ''] },
  { type: 'VARCHAR(20)', literals: ["'☕ चाय 🫖'", "'a  '"], values: ['☕ चाय 🫖', 'a  '] },
  { type: 'VARCHAR(20) CHARACTER SET latin1', literals: ["'café €'"], values: ['café €'] },
  { type: 'VARCHAR(20) CHARACTER SET utf16', literals: ["'☕ é'"], values: ['☕ é'] },
  { type: 'VARCHAR(20) CHARACTER SET gbk', literals: ["'茶'"], values: ['茶'] },
  { type: 'VARCHAR(20) CHARACTER SET koi8r', literals: ["'чай'"], values: ['чай'] },
  { type: 'CHAR(3) CHARACTER SET ascii', literals: ["'INR'"], values: ['INR'] },
  { type: 'TEXT', literals: ["REPEAT('é', 1000)"], values: ['é'.repeat(1_000)] },
  { type: 'LONGTEXT', literals: ["'a\\nb'"], values: ['a\nb'] },
  { type: 'BINARY(4)', literals: ["x'01020000'", "x'01'"], values: ['01020000', '01000000'] },
  { type: 'VARBINARY(10)', literals: ["x'ff00'", "''"], values: ['ff00', ''] },
  { type: 'BLOB', literals: ["x'00ff0a27'"], values: ['00ff0a27'] },
  {
    type: "ENUM('pending','a,b','it''s')",
    literals: ["'it''s'", "'a,b'", "''"],
    values: ["it's", 'a,b', ''],
  },
  { type: "SET('x','y','z')", literals: ["'z,x'", "''"], values: ['x,z', ''] },
  {
    type: 'JSON',
    literals: [`'{"b": 1.0, "a": [9007199254740993, "é", null]}'`, "JSON_OBJECT('amount', 1.50)", "'null'"],
    values: ['{"a": [9007199254740993, "é", null], "b": 1.0}', '{"amount": 1.50}', 'null'],
  },
  {
    type: 'POINT SRID 4326',
    literals: ["ST_GeomFromText('POINT(12.97 77.59)', 4326)"],
    values: [{ x: 77.59, y: 12.97, wkb: '0101000000f6285c8fc2655340713d0ad7a3f02940', srid: 4_326 }],
  },
  {
    type: 'GEOMETRY',
    literals: ["ST_GeomFromText('LINESTRING(0 0, 1 2)')"],
    values: [{ wkb: `010200000002000000${'00'.repeat(16)}000000000000f03f0000000000000040`, srid: 0 }],
  },
];
