import type { ArchivedFormat } from '@payments/archive';
import type { SinkRecord } from '../records/connect-record.ts';
import type { ContentConfig } from './content-config.ts';
import { AvroObject } from './format/avro-object.ts';
import type { HeldBytes } from './format/block-buffer.ts';
import { type CompressionName, createCompression } from './format/compression.ts';
import type { CompressionSlots } from './format/compression-slots.ts';
import { JsonLines, valueToJson } from './format/json-lines.ts';
import type { ObjectEncoder } from './format/object-encoder.ts';
import { ParquetObject } from './format/parquet-object.ts';
import { RawBytes } from './format/raw-bytes.ts';
import { createPartitioner, type Partitioner } from './partitioner/partitioner.ts';

/** How records become objects: which, under which keys, with which bytes. */
export interface Layout {
  readonly topicsFolder: string;
  readonly nullValues: ContentConfig['behavior.on.null.values'];
  readonly partitioner: Partitioner;
  readonly format: ArchivedFormat;
  readonly createEncoder: (held: HeldBytes) => ObjectEncoder;
  /** The key of the object whose first record this is, in its directory. */
  readonly keyOf: (record: SinkRecord, directory: string) => string;
  /** The first offset of the object with this key; undefined if it is none of this partition. */
  readonly firstOffsetOf: (key: string, topic: string, partition: number) => number | undefined;
}

export interface LayoutOptions {
  readonly slots: CompressionSlots;
  /** True if the topic has JSON that no converter and no transform changes. */
  readonly isUntouchedJson: boolean;
}

export function createLayout(content: ContentConfig, options: LayoutOptions): Layout {
  const { encoder, name, extension } = formatOf(content, options);
  const delimiter = content['directory.delim'];
  const [between, width] = [content['file.delim'], content['filename.offset.zero.pad.width']];
  return {
    topicsFolder: content['topics.dir'],
    nullValues: content['behavior.on.null.values'],
    partitioner: createPartitioner(content),
    format: { name, hasMetadata: content['store.kafka.metadata'] },
    createEncoder: encoder,
    keyOf: ({ topic, partition, offset, original }, directory) => {
      // Records of several topics may be routed into one folder: the name tells them apart.
      const file = [original.topic, partition, String(offset).padStart(width, '0')].join(between) + extension;
      return [content['topics.dir'], topic, directory, file].filter((part) => part !== '').join(delimiter);
    },
    firstOffsetOf: (key, topic, partition) => {
      const beginning = `${delimiter}${[topic, partition, ''].join(between)}`;
      const at = key.lastIndexOf(beginning);
      if (at < 0 || !key.endsWith(extension)) return undefined;
      const digits = key.slice(at + beginning.length, key.length - extension.length);
      return /^\d+$/.test(digits) ? Number(digits) : undefined;
    },
  };
}

interface Format {
  readonly name: ArchivedFormat['name'];
  readonly extension: string;
  readonly encoder: (held: HeldBytes) => ObjectEncoder;
}

const compressedEndings: Readonly<Record<CompressionName, string>> = { none: '', gzip: '.gz', zstd: '.zst' };
const parquetBeginnings = { none: '', snappy: '.snappy', gzip: '.gz', zstd: '.zstd' } as const;

function formatOf(content: ContentConfig, { slots, isUntouchedJson }: LayoutOptions): Format {
  const withMetadata = content['store.kafka.metadata'];
  const compressionName = content['s3.compression.type'];
  const compression = createCompression(compressionName, content['s3.compression.level']);
  const ending = compressedEndings[compressionName];
  switch (content['format.class']) {
    case 'JsonFormat': {
      const toJson = valueToJson(isUntouchedJson, content['json.decimal.format']);
      return {
        name: 'json',
        extension: `.json${ending}`,
        encoder: (held) => new JsonLines({ compression, slots, held, toJson, withMetadata }),
      };
    }
    case 'ByteArrayFormat': {
      const separator = content['format.bytearray.separator'];
      return {
        name: 'bytes',
        extension: `${content['format.bytearray.extension']}${ending}`,
        encoder: (held) => new RawBytes({ compression, slots, held, separator }),
      };
    }
    case 'ParquetFormat': {
      const codec = content['parquet.codec'];
      return {
        name: 'parquet',
        extension: `${parquetBeginnings[codec]}.parquet`,
        encoder: (held) => new ParquetObject({ codec, slots, held, withMetadata }),
      };
    }
    case 'AvroFormat': {
      const codec = content['avro.codec'];
      return {
        name: 'avro',
        extension: '.avro',
        encoder: (held) => new AvroObject({ codec, slots, held, withMetadata }),
      };
    }
  }
}
