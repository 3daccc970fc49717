import type { Measurement } from './ground.ts';
import { measureIdle, measureStarts } from './idle.ts';
import { measureKafkaClients } from './kafka-client-rates.ts';
import { measureLatency } from './latency.ts';
import { measureLimitCheck, measureLimitGrowth } from './limit-check-rate.ts';
import { measureMySqlSource } from './mysql-source-rate.ts';
import { measureRelay } from './relay-rate.ts';
import { measureBatches, measureFlow, measureIngest } from './requests.ts';
import { measureRestart } from './restart.ts';
import { measureMySqlSink, measureS3Sink } from './sink-rates.ts';
import { measureWhole } from './whole-rate.ts';

const all = ['payments-api', 'limit-check', 'notifications', 'connector', 'console'] as const;

/**
 * In the order they are run. What leaves payments undecided behind it comes last: whoever came after it would have to catch up first,
 * and the audit would find what was never to be decided.
 */
export const measurements: readonly Measurement[] = [
  { name: 'idle', services: all, measure: measureIdle },
  { name: 'start-up', services: all, measure: measureStarts },
  { name: 'latency', services: all, measure: measureLatency },
  { name: 'whole', services: all, measure: measureWhole },
  { name: 'flow', services: all, measure: measureFlow },
  { name: 'restart', services: ['payments-api', 'limit-check'], measure: measureRestart },
  { name: 'kafka-clients', services: [], measure: measureKafkaClients },
  { name: 'limit-check', services: [], measure: measureLimitCheck },
  { name: 'limit-growth', services: [], measure: measureLimitGrowth },
  { name: 'relay', services: [], measure: measureRelay },
  { name: 'mysql-source', services: [], measure: measureMySqlSource },
  { name: 's3-sink', services: [], measure: measureS3Sink },
  { name: 'mysql-sink', services: [], measure: measureMySqlSink },
  { name: 'ingest', services: ['payments-api'], measure: measureIngest },
  { name: 'ingest-batches', services: ['payments-api'], measure: measureBatches },
];
