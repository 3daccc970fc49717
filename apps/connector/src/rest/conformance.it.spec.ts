import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { KafkaConnection } from '@payments/kafka';
import { testStack, unique } from '@payments/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { startKafkaConnect } from '../../../../tools/stack/kafka-connect.ts';
import { fileStreamSink } from '../file-stream/file-stream-sink.ts';
import { fileStreamSource } from '../file-stream/file-stream-source.ts';
import { differenceBetween, listedDifference } from '../testing/conformance/compare.ts';
import type { Outcome } from '../testing/conformance/outcome.ts';
import { type Listener, play } from '../testing/conformance/play.ts';
import { conformanceRequests } from '../testing/conformance/requests.ts';
import { DescribedAnswers, type OpenApiDocument } from '../testing/described-answers.ts';
import { startConnector } from '../testing/running-connector.ts';
import { differences } from './conformance-differences.ts';

let connect: ReadonlyMap<string, Outcome>;
let here: ReadonlyMap<string, Outcome>;
let document: OpenApiDocument;
let answers: DescribedAnswers;
const problems: string[] = [];

/** The same requests to Kafka Connect itself and to this worker, at the same time, with connectors from and to files. */
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'));
  const [kafkaConnect, connector] = await Promise.all([
    startKafkaConnect({ brokers: testStack().kafka.brokers, name: unique('kafka-connect') }),
    startConnector([fileStreamSource, fileStreamSink]),
  ]);
  document = (await (await fetch(`${connector.url}/openapi.json`)).json()) as OpenApiDocument;
  const kafka = connector.get(KafkaConnection);
  const topic = unique('lines');
  try {
    await kafka.withAdmin((admin) => admin.createTopics({ topics: [{ topic, numPartitions: 1 }] }));
    answers = new DescribedAnswers(document);
    const described: Listener = ({ method, path }, status, text) => {
      const body: unknown = text === '' ? undefined : JSON.parse(text);
      const problem = answers.problem(method, path, { status, body });
      if (problem !== undefined) problems.push(problem);
    };
    const stage = { file: join(folder, 'lines.txt'), topic };
    await writeFile(stage.file, 'one\ntwo\nthree\n');
    [connect, here] = await Promise.all([
      play(kafkaConnect.url, stage),
      play(connector.url, stage, described),
    ]);
  } finally {
    await Promise.all([kafkaConnect.stop(), connector.stop()]);
    await rm(folder, { recursive: true });
  }
}, 120_000);

describe('the answer to', () => {
  it.each(conformanceRequests.map(({ name }) => name))(
    '%s is that of Kafka Connect, or differs by name',
    (name) => {
      const { perhapsHere, ...listed } = listedDifference(differences, name) ?? {};
      const [theirs, ours] = [connect.get(name), here.get(name)];
      expect(theirs).toBeDefined();
      expect(ours).toBeDefined();
      const difference = differenceBetween(theirs as Outcome, ours as Outcome, perhapsHere) ?? {};
      expect(difference, JSON.stringify({ connect: theirs, here: ours })).toEqual(listed);
    },
  );
});

it('every difference that is listed is of a request that is made', () => {
  const listed = differences.flatMap(({ seenIn }) => Object.keys(seenIn));
  expect(listed.filter((name) => !conformanceRequests.some((request) => request.name === name))).toEqual([]);
});

describe('the OpenAPI document', () => {
  it('is one', async () => {
    expect(await new Validator().validate({ ...document })).toMatchObject({ valid: true });
  });

  it('describes every answer', () => {
    expect(problems).toEqual([]);
  });

  it('describes no answer that is never given, but for servers that are away', () => {
    const elsewhere = /(409|500|503)$|(get|post|put|delete|patch) .* (403|415)$/;
    const never = answers
      .described()
      .filter((answer) => !answers.seen.has(answer) && !elsewhere.test(answer));
    expect(never).toEqual([]);
  });
});
