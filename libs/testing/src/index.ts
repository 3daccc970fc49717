export { eventually, type EventuallyOptions } from './eventually.ts';
export { freshBucket, type FreshBucket } from './fresh-bucket.ts';
export { freshDatabase, type FreshDatabase } from './fresh-database.ts';
export {
  type Fault,
  KafkaFaultProxy,
  type KafkaFaultProxyOptions,
  type LostAnswer,
} from './kafka-fault-proxy.ts';
export { paymentRequestedEvent } from './payment-requested-event.ts';
export { type OrderedS3Fault, type S3Fault, S3FaultProxy } from './s3-fault-proxy.ts';
export { type StackAddresses, testStack } from './stack.ts';
export { unique } from './unique.ts';
