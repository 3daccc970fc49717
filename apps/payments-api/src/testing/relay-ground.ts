import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { connectKafka, ensureTopics, type KafkaConnection, readTopic, type ReceivedRecord } from '@payments/kafka';
import { eventually, type FreshDatabase, freshDatabase, type StackAddresses, testStack, unique } from '@payments/testing';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { expect } from 'vitest';
import { migrations } from '../database/migrations.ts';
import { paymentRecord, type PaymentRow } from '../relay/payment-row.ts';
import type { RelayNames, RelayOptions } from '../relay/relay-options.ts';
import { Relay, type RelayStatus } from '../relay/relay.task.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
