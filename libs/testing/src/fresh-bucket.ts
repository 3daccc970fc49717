import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { testStack } from './stack.ts';
import { unique } from './unique.ts';

export interface FreshBucket {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly bucket: string;
}

/** An empty bucket on the S3 store of the test run, under a name of its own. It goes with the store. */
export async function freshBucket(prefix = 'test'): Promise<FreshBucket> {
  const { s3 } = testStack();
  const { endpoint, accessKeyId, secretAccessKey } = s3;
  const bucket = unique(prefix);
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
  return { endpoint, accessKeyId, secretAccessKey, bucket };
}
