import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { explainStoreError, ObjectStoreError } from './object-store.errors.ts';

export interface ObjectStoreOptions {
  readonly bucket: string;
  readonly region?: string;
  /** Of a store other than Amazon's, for example `http://127.0.0.1:9000`. */
  readonly endpoint?: string | undefined;
  /** By default those that the environment, the shared files or the machine give, as in every tool of AWS. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  /** `http://host/bucket/key` instead of `http://bucket.host/key`; default true, as most other stores want it. */
  readonly isPathStyle?: boolean;
  /** How long a request may take, its body included, in milliseconds; default 30,000. */
  readonly requestTimeoutMs?: number;
  /** How long a request that fails for a passing reason is tried again, in milliseconds; default 120,000. */
  readonly retryForMs?: number;
  /** The first pause before it is; the following ones double. Default 200. */
  readonly firstPauseMs?: number;
  readonly maxSockets?: number;
  /** Told of each request that is to be tried again. */
  readonly onRetry?: (error: ObjectStoreError) => void;
}

/** What may be said about an object beside its bytes. */
export type PutOptions = Pick<
  PutObjectCommandInput,
  'ContentType' | 'ServerSideEncryption' | 'SSEKMSKeyId' | 'ACL' | 'StorageClass' | 'Tagging'
>;

export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
}

const defaults = { requestTimeoutMs: 30_000, retryForMs: 120_000, firstPauseMs: 200, maxSockets: 16 };
const connectionTimeoutMs = 3_000;
const maxPauseMs = 10_000;

/**
 * One bucket of an S3 store. Each request ends within its timeout; those that fail for a passing reason are tried again, with
 * growing pauses.
 *
 * @example
 * const store = new ObjectStore({ bucket: 'payments-archive', endpoint: 'http://127.0.0.1:9000', credentials });
 * await store.put('a/b.json', Buffer.from('{}'));
 */
export class ObjectStore {
  readonly bucket: string;
  readonly endpoint: string;
  private readonly client: S3Client;
  private readonly options: ObjectStoreOptions & typeof defaults;

  constructor(options: ObjectStoreOptions) {
    this.bucket = options.bucket;
    const region = options.region ?? 'us-west-2';
    this.endpoint = options.endpoint ?? `https://s3.${region}.amazonaws.com`;
    const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
    this.options = { ...defaults, ...(given as unknown as ObjectStoreOptions) };
    const agent = { keepAlive: true, maxSockets: this.options.maxSockets };
    this.client = new S3Client({
      region,
      forcePathStyle: options.isPathStyle ?? true,
      ...(options.endpoint !== undefined && { endpoint: options.endpoint }),
      ...(options.credentials !== undefined && { credentials: options.credentials }),
      // Stores other than Amazon's do not all know the newer checksums; each object has its own in the manifests.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      maxAttempts: 1,
      requestHandler: new NodeHttpHandler({
        httpAgent: new HttpAgent(agent),
        httpsAgent: new HttpsAgent(agent),
        connectionTimeout: connectionTimeoutMs,
      }),
    });
  }

  /** Writes an object, or writes it again. */
  async put(key: string, body: Buffer, options: PutOptions = {}, signal?: AbortSignal): Promise<void> {
    const command = { Bucket: this.bucket, Key: key, Body: body, ContentLength: body.length, ...options };
    await this.ask((given) => this.client.send(new PutObjectCommand(command), given), signal);
  }

  /** The object's bytes; undefined if there is none. */
  async get(key: string, signal?: AbortSignal): Promise<Buffer | undefined> {
    try {
      return await this.ask(async (given) => {
        const { Body } = await this.client.send(
          new GetObjectCommand({ Bucket: this.bucket, Key: key }),
          given,
        );
        const body = Body as (AsyncIterable<Buffer> & { destroy(error: Error): void }) | undefined;
        return body === undefined ? Buffer.alloc(0) : readBody(body, given.abortSignal);
      }, signal);
    } catch (error) {
      if (error instanceof ObjectStoreError && error.reason === 'missing') return undefined;
      throw error;
    }
  }

  /** The objects whose keys begin with the prefix, in the order of their keys. */
  async *list(prefix: string, signal?: AbortSignal): AsyncGenerator<ListedObject> {
    let token: string | undefined;
    do {
      const page = await this.ask((given) => {
        const question = { Bucket: this.bucket, Prefix: prefix, ContinuationToken: token };
        return this.client.send(new ListObjectsV2Command(question), given);
      }, signal);
      for (const { Key = '', Size = 0 } of page.Contents ?? []) yield { key: Key, bytes: Size };
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  async delete(key: string, signal?: AbortSignal): Promise<void> {
    await this.ask(
      (given) => this.client.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key }), given),
      signal,
    );
  }

  /** @throws ObjectStoreError if the bucket is not there, or not for these credentials */
  async checkBucket(signal?: AbortSignal): Promise<void> {
    try {
      await this.ask(
        (given) => this.client.send(new HeadBucketCommand({ Bucket: this.bucket }), given),
        signal,
      );
    } catch (error) {
      // An answer to HEAD has no body that could say which of the two is missing.
      if (!(error instanceof ObjectStoreError) || error.reason !== 'missing') throw error;
      throw explainStoreError({ name: 'NoSuchBucket', message: '' }, this);
    }
  }

  close(): void {
    this.client.destroy();
  }

  private async ask<Answer>(
    request: (options: { readonly abortSignal: AbortSignal }) => Promise<Answer>,
    signal?: AbortSignal,
  ): Promise<Answer> {
    const { requestTimeoutMs, retryForMs, firstPauseMs, onRetry } = this.options;
    const deadline = performance.now() + retryForMs;
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, maxPauseMs)) {
      signal?.throwIfAborted();
      const timeout = AbortSignal.timeout(requestTimeoutMs);
      const abortSignal = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
      try {
        return await request({ abortSignal });
      } catch (cause) {
        signal?.throwIfAborted();
        const late = { name: 'TimeoutError', message: `no answer within ${requestTimeoutMs} ms` };
        const error = explainStoreError(timeout.aborted ? late : cause, this);
        if (!error.isPassing || performance.now() + pauseMs > deadline) throw error;
        onRetry?.(error);
      }
      await pause(pauseMs * (0.5 + Math.random() / 2), undefined, signal === undefined ? {} : { signal });
    }
  }
}

/** The client gives up its part in a request once the headers are there; a body that stalls after that is ended here. */
async function readBody(
  body: AsyncIterable<Buffer> & { destroy(error: Error): void },
  signal: AbortSignal,
): Promise<Buffer> {
  const end = (): void => body.destroy(signal.reason as Error);
  signal.addEventListener('abort', end, { once: true });
  try {
    const parts: Buffer[] = [];
    for await (const part of body) parts.push(part);
    return Buffer.concat(parts);
  } finally {
    signal.removeEventListener('abort', end);
  }
}
