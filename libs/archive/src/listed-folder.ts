import type { ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';

export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
}

/** One level of a bucket. */
export interface ListedFolder {
  /** Whole prefixes, each with `/` at its end. */
  readonly folders: readonly string[];
  readonly objects: readonly ListedObject[];
  /** True: there is more than was listed. */
  readonly isCut: boolean;
}

export function listedFolder({
  CommonPrefixes = [],
  Contents = [],
  IsTruncated = false,
}: ListObjectsV2CommandOutput): ListedFolder {
  return {
    folders: CommonPrefixes.flatMap(({ Prefix }) => Prefix ?? []),
    objects: Contents.map(({ Key = '', Size = 0 }) => ({ key: Key, bytes: Size })),
    isCut: IsTruncated,
  };
}
