export type { ArchiveProblem, PartitionProof } from './archive-problem.ts';
export {
  type ArchivedRecord,
  type EnvelopeOf,
  envelopeStart,
  headersText,
  readEnvelope,
} from './envelope.ts';
export { inParallel } from './in-parallel.ts';
export {
  type ArchivedFormat,
  type ArchivedObject,
  decodeManifest,
  encodeManifest,
  type Manifest,
  manifestKey,
  manifestPrefix,
} from './manifest.ts';
export { ObjectStoreError, type StoreFailure } from './object-store.errors.ts';
export type { ListedFolder, ListedObject } from './listed-folder.ts';
export { ObjectStore, type ObjectStoreOptions, type PutOptions } from './object-store.ts';
export { type OffsetRange, OffsetRanges } from './offset-ranges.ts';
export { type ArchiveProof, type ProofOptions, proveArchive, readManifests } from './prove-archive.ts';
export { isReadable, metadataColumns, type ObjectToRead, readRecords } from './read-records.ts';
