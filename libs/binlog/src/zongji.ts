/* oxlint-disable no-underscore-dangle -- the names are zongji’s */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ZongJi from '@vlasky/zongji';
import { patchRowReader, type RowEvents, type ValueReader } from './row-reader.ts';

/** As much as is used here of what zongji reads the definition of a table with. */
interface DefinitionReader {
  readonly tableId: number;
  readonly tableMap: Record<number, TableEntry>;
  readonly schemaName: string;
  readonly tableName: string;
  readonly columnTypes: readonly number[];
  _readColumnMetadata: (parser: Parser) => void;
  _readOptionalMetadata: (parser: Parser, zongji: { readonly useChecksum: boolean }) => void;
  buildColumnSchemas: () => object[];
  updateColumnInfo: () => void;
}

interface TableEntry {
  columnSchemas: object[];
  columns: object[];
  definition?: Definition;
}

interface Parser {
  readonly _buffer: Buffer;
  _offset: number;
  readonly _packetEnd: number;
}

/** A table's definition as it stands in the binlog, and what has been made of it. */
interface Definition {
  readonly name: string;
  readonly types: Buffer;
  readonly bytes: Buffer;
  readonly read: object;
  entry?: TableEntry;
}

const checksumBytes = 4;
const methods = [
  '_readColumnMetadata',
  '_readOptionalMetadata',
  'buildColumnSchemas',
  'updateColumnInfo',
] as const;
const fieldsRead = [
  'columnNames',
  'signedness',
  'primaryKey',
  'columnVisibility',
  'geometryTypes',
  '_columnCharsetIds',
  '_enumSetValues',
];

/**
 * The server puts the definition of a table before its rows, in every transaction, and zongji works each out anew, which takes longer than
 * the rows of a small transaction. Here one that is, byte for byte, the last of its table gets what was made of that: the same objects.
 */
function patchDefinitionReader({ prototype }: { readonly prototype: DefinitionReader }): void {
  for (const name of methods)
    if (typeof prototype[name] !== 'function')
      throw new Error(`zongji has no TableMap.${name} any more: look through libs/binlog/src/zongji.ts.`);
  const { _readColumnMetadata, _readOptionalMetadata, buildColumnSchemas, updateColumnInfo } = prototype;
  const starts = new WeakMap<DefinitionReader, number>();
  const definitions = new WeakMap<DefinitionReader, Definition>();

  prototype._readColumnMetadata = function readColumnMetadata(this: DefinitionReader, parser): void {
    starts.set(this, parser._offset);
    _readColumnMetadata.call(this, parser);
  };

  prototype._readOptionalMetadata = function readOptionalMetadata(
    this: DefinitionReader,
    parser,
    server,
  ): void {
    const end = parser._packetEnd - (server.useChecksum ? checksumBytes : 0);
    const bytes = parser._buffer.subarray(starts.get(this), end);
    const name = `${this.schemaName}.${this.tableName}`;
    const types = Buffer.from(this.columnTypes);
    const last = this.tableMap[this.tableId]?.definition;
    if (last?.name === name && last.types.equals(types) && last.bytes.equals(bytes)) {
      Object.assign(this, last.read);
      parser._offset = end;
      definitions.set(this, last);
      return;
    }
    _readOptionalMetadata.call(this, parser, server);
    const read = Object.fromEntries(
      fieldsRead.map((field) => [field, this[field as keyof DefinitionReader]]),
    );
    definitions.set(this, { name, types, bytes: Buffer.from(bytes), read });
  };

  prototype.buildColumnSchemas = function schemas(this: DefinitionReader): object[] {
    return definitions.get(this)?.entry?.columnSchemas ?? buildColumnSchemas.call(this);
  };

  prototype.updateColumnInfo = function updateColumns(this: DefinitionReader): void {
    const entry = this.tableMap[this.tableId];
    const definition = definitions.get(this);
    if (definition?.entry === undefined) updateColumnInfo.call(this);
    if (entry === undefined || definition === undefined) return;
    if (definition.entry === undefined) definition.entry = entry;
    else entry.columns = definition.entry.columns;
    entry.definition = definition;
  };
}

async function part<Exports>(name: string): Promise<Exports> {
  const zongji = createRequire(import.meta.url).resolve('@vlasky/zongji');
  return (await import(pathToFileURL(join(dirname(zongji), 'lib', name)).href)) as Exports;
}

const { TableMap } = await part<{ TableMap: { prototype: DefinitionReader } }>('binlog_event.js');
patchDefinitionReader(TableMap);
const { readMysqlValue } = await part<{ readMysqlValue: ValueReader }>('common.js');
patchRowReader(await part<RowEvents>('rows_event.js'), readMysqlValue);
export { ZongJi };
