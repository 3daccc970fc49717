import { inject } from 'vitest';

/** Where real servers run, and how to get in. */
export interface StackAddresses {
  /** `host:port` of each broker. */
  readonly kafka: { readonly brokers: string[] };
  /** The administrator's account. */
  readonly mysql: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
  };
  readonly s3: {
    readonly endpoint: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly bucket: string;
  };
}

declare module 'vitest' {
  export interface ProvidedContext {
    stack: StackAddresses;
  }
}

/** The real servers of this test run; only in `*.it.spec.ts`, whose Vitest project starts them. */
export function testStack(): StackAddresses {
  return inject('stack');
}
