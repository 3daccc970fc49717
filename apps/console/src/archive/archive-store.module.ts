import { Global, Module } from '@nestjs/common';
import { ObjectStore } from '@payments/archive';
import { ConsoleSettings } from '../settings.ts';

const requestTimeoutMs = 5_000;
/** A person looks: it is said soon that the store is away. */
const retryForMs = 1_000;

/** The bucket of the archive. */
@Global()
@Module({
  providers: [
    {
      provide: ObjectStore,
      inject: [ConsoleSettings],
      useFactory: ({ s3 }: ConsoleSettings) => new ObjectStore({ ...s3, requestTimeoutMs, retryForMs }),
    },
  ],
  exports: [ObjectStore],
})
export class ArchiveStoreModule {}
