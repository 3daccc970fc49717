import kafkajs from 'kafkajs';
import { codecs } from './codecs.ts';
import { patchCoordinatorSearch } from './coordinator-search.ts';
import { patchFetching } from './fetching.ts';
import { kafkajsVersion, RequestQueue, type RequestQueueShape } from './internals.ts';
import { patchJoining } from './joining.ts';
import { patchMovedCoordinator } from './moved-coordinator.ts';
import { patchQuietFetch } from './quiet-fetch.ts';
import { patchRequestTimeouts } from './request-timeouts.ts';
import { patchStaleFetch } from './stale-fetch.ts';

const patchedVersion = '2.2.4';
/** How soon kafkajs looks again at requests that wait without being throttled. */
const pendingCheckIntervalMs = 10;
let isPatched = false;

/** Repairs what kafkajs 2.2.4 gets wrong, before its first use. Doing it again changes nothing. */
export function patchKafkajs(): void {
  if (isPatched) return;
  isPatched = true;
  if (kafkajsVersion !== patchedVersion)
    throw new Error(
      `kafkajs ${kafkajsVersion} is installed, but libs/kafka patches ${patchedVersion}: look through libs/kafka/src/kafkajs before raising it.`,
    );
  patchIdleTimer();
  patchRequestTimeouts();
  patchFetching();
  patchStaleFetch();
  patchQuietFetch();
  patchMovedCoordinator();
  patchJoining();
  patchCoordinatorSearch();
  registerCodecs();
}

/**
 * kafkajs 2.2.4 schedules a check of each connection's queue after every answer, and that check schedules the next one, at once,
 * for ever: a timer a millisecond for each connection, with a negative delay that Node warns of. A check is only worth anything
 * while requests wait; when none wait, the next one to be queued schedules it.
 * Source: https://github.com/tulios/kafkajs/issues/1556
 */
function patchIdleTimer(): void {
  const { prototype } = RequestQueue;
  if (typeof prototype.scheduleCheckPendingRequests !== 'function')
    throw new Error('kafkajs has no RequestQueue.scheduleCheckPendingRequests to patch.');
  prototype.scheduleCheckPendingRequests = scheduleWhilePending;
}

function scheduleWhilePending(this: RequestQueueShape): void {
  if (this.throttleCheckTimeoutId !== null || this.pending.length === 0) return;
  const throttledMs = this.throttledUntil - Date.now();
  this.throttleCheckTimeoutId = setTimeout(
    () => {
      this.throttleCheckTimeoutId = null;
      this.checkPendingRequests();
    },
    throttledMs > 0 ? throttledMs : pendingCheckIntervalMs,
  );
}

/** Without its codec, one batch by any producer stops a kafkajs consumer for good. */
function registerCodecs(): void {
  for (const [type, codec] of Object.entries(codecs)) {
    if (!(type in kafkajs.CompressionCodecs)) throw new Error(`kafkajs has no place for codec ${type}.`);
    Object.assign(kafkajs.CompressionCodecs, { [type]: () => codec });
  }
}
