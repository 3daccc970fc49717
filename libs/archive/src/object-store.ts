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
import { type ListedFolder, listedFolder, type ListedObject } from './listed-folder.ts';
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
  /**
   * How long nothing may come of a request, in milliseconds; a body to be sent has 10 s more for each
   * megabyte. Default 30,000.
   */
  readonly requestTimeoutMs?: number;
  /** How long a request that fails for a passing reason is tried again, in milliseconds; default 120,000. */
  readonly retryForMs?: number;
  /** The first pause before it is; the following ones double. Default 200. */
  readonly firstPauseMs?: number;
  readonly maxSockets?: number;
  /** How many objects a request lists; default and at most 1,000. */
  readonly pageSize?: number;
  /** Told of each request that is to be tried again. */
  readonly onRetry?: (error: ObjectStoreError) => void;
}

/** What may be said about an object beside its bytes. */
export type PutOptions = Pick<
  PutObjectCommandInput,
  'ContentType' | 'ServerSideEncryption' | 'SSEKMSKeyId' | 'ACL' | 'StorageClass' | 'Tagging'
>;

const defaults = {
  requestTimeoutMs: 30_000,
  retryForMs: 120_000,
  firstPauseMs: 200,
  maxSockets: 16,
  pageSize: 1_000,
};
const connectionTimeoutMs = 3_000;
const maxPauseMs = 10_000;
/** A large body takes its time, if it goes on at all: 100 kB a second. */
const slowestBytesPerMs = 100;

/**
 * One bucket of an S3 store. Each request ends within its timeout; those that fail for a passing reason are
 * tried again, with growing pauses.
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
    await this.ask(
      ({ given }) => this.client.send(new PutObjectCommand(command), given),
      signal,
      body.length,
    );
  }

  /** The object's bytes; undefined if there is none. */
  async get(key: string, signal?: AbortSignal): Promise<Buffer | undefined> {
    try {
      return await this.ask(async (attempt) => {
        const { Body } = await this.client.send(
          new GetObjectCommand({ Bucket: this.bucket, Key: key }),
          attempt.given,
        );
        const body = Body as (AsyncIterable<Buffer> & { destroy(error: Error): void }) | undefined;
        return body === undefined ? Buffer.alloc(0) : attempt.read(body);
      }, signal);
    } catch (error) {
      if (error instanceof ObjectStoreError && error.reason === 'missing') return undefined;
      throw error;
    }
  }

  /** What stands directly below a prefix that ends in `/`, or at the root, by name; at most `MaxKeys` of it, and 1,000. */
  async folder(prefix: string, MaxKeys: number): Promise<ListedFolder> {
    const question = { Bucket: this.bucket, Prefix: prefix, Delimiter: '/', MaxKeys };
    return listedFolder(
      await this.ask(({ given }) => this.client.send(new ListObjectsV2Command(question), given)),
    );
  }

  /** The objects whose keys begin with the prefix, in the order of their keys. */
  async *list(prefix: string, signal?: AbortSignal): AsyncGenerator<ListedObject> {
    let token: string | undefined;
    do {
      const page = await this.ask(({ given }) => {
        const { pageSize: MaxKeys } = this.options;
        const question = { Bucket: this.bucket, Prefix: prefix, ContinuationToken: token, MaxKeys };
        return this.client.send(new ListObjectsV2Command(question), given);
      }, signal);
      for (const { Key = '', Size = 0 } of page.Contents ?? []) yield { key: Key, bytes: Size };
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  async delete(key: string, signal?: AbortSignal): Promise<void> {
    await this.ask(
      ({ given }) => this.client.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key }), given),
      signal,
    );
  }

  /** @throws ObjectStoreError if the bucket is not there, or not for these credentials */
  async checkBucket(signal?: AbortSignal): Promise<void> {
    try {
      await this.ask(
        ({ given }) => this.client.send(new HeadBucketCommand({ Bucket: this.bucket }), given),
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
    request: (attempt: Attempt) => Promise<Answer>,
    signal?: AbortSignal,
    bodyBytes = 0,
  ): Promise<Answer> {
    const { requestTimeoutMs, retryForMs, firstPauseMs, onRetry } = this.options;
    const timeoutMs = requestTimeoutMs + Math.ceil(bodyBytes / slowestBytesPerMs);
    const deadline = performance.now() + retryForMs;
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, maxPauseMs)) {
      signal?.throwIfAborted();
      const attempt = new Attempt(timeoutMs, signal);
      try {
        return await request(attempt);
      } catch (cause) {
        signal?.throwIfAborted();
        const error = explainStoreError(attempt.isLate ? lateError(timeoutMs) : cause, this);
        if (!error.isPassing || performance.now() + pauseMs > deadline) throw error;
        onRetry?.(error);
      } finally {
        attempt.end();
      }
      await pause(pauseMs * (0.5 + Math.random() / 2), undefined, signal === undefined ? {} : { signal });
    }
  }
}

function lateError(timeoutMs: number): Error {
  return Object.assign(new Error(`no answer within ${timeoutMs} ms`), { name: 'TimeoutError' });
}

/**
 * One attempt at a request: it is ended when nothing has happened for too long, or when whoever wanted it
 * does not any more.
 */
class Attempt {
  isLate = false;
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private readonly outer: AbortSignal | undefined;
  private readonly cancel = (): void => this.controller.abort(this.outer?.reason);

  constructor(timeoutMs: number, outer?: AbortSignal) {
    this.outer = outer;
    this.timer = setTimeout(() => {
      this.isLate = true;
      this.controller.abort(lateError(timeoutMs));
    }, timeoutMs);
    outer?.addEventListener('abort', this.cancel, { once: true });
  }

  /** What a request of the client takes. */
  get given(): { readonly abortSignal: AbortSignal } {
    return { abortSignal: this.controller.signal };
  }

  /**
   * The client gives up its part in a request once the headers are there; a body that stalls after that is
   * ended here.
   */
  async read(body: AsyncIterable<Buffer> & { destroy(error: Error): void }): Promise<Buffer> {
    const { signal } = this.controller;
    signal.addEventListener('abort', () => body.destroy(signal.reason as Error), { once: true });
    const parts: Buffer[] = [];
    for await (const part of body) {
      parts.push(part);
      this.timer.refresh();
    }
    return Buffer.concat(parts);
  }

  end(): void {
    clearTimeout(this.timer);
    this.outer?.removeEventListener('abort', this.cancel);
  }
}
