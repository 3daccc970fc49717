import { eventually, unique } from '@payments/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { readCommittedPosition } from '../connection.ts';
import { deadLetterHeaders, deadLetterTopicOf } from '../dead-letters/dead-letter-record.ts';
import { TransactionalProducer } from '../producer/transactional-producer.ts';
import { partitionFor } from '../records.ts';
import {
  connection,
  faultsIn,
  partitions,
  range,
  recordsOf,
  TicketOffice,
} from '../testing/ticket-office.ts';

const offices: TicketOffice[] = [];

afterEach(async () => {
  for (const office of offices.splice(0)) await office.close();
});

async function ticketOffice(): Promise<TicketOffice> {
  const office = await TicketOffice.open();
  offices.push(office);
  return office;
}

describe('a stateful processor', () => {
  it('handles each record once, in the order of its partition', async () => {
    const office = await ticketOffice();
    const { names } = office;
    await office.staff();
    for (let from = 0; from < 1_000; from += 100) await office.sell(range(from, from + 100));
    expect(faultsIn(await recordsOf(names.output, 1_000), 1_000)).toEqual([]);
  });

  it('shows no lag when it has worked everything off, though the topic ends in transaction markers', async () => {
    const office = await ticketOffice();
    const { name, names } = office;
    const seller = new TransactionalProducer(connection, { transactionalId: unique('seller') });
    await seller.open();
    await office.staff();
    for (const number of range(0, 30))
      await seller.transact({
        records: [
          {
            topic: names.input,
            key: `guest-${number}`,
            value: JSON.stringify({ type: 'ticket', subject: `guest-${number}`, number }),
          },
        ],
      });
    await seller.close();
    // A ticket and its marker each; the broker writes a marker after it has answered the commit.
    const ends = await eventually(async () => {
      const each = await connection.withAdmin((admin) => admin.fetchTopicOffsets(names.input));
      return each.reduce((sum, { high }) => sum + Number(high), 0) === 60 && each;
    });
    const used = ends.filter(({ high }) => high !== '0');
    await eventually(async () => {
      const positions = await Promise.all(
        used.map(({ partition }) => readCommittedPosition(connection, name, names.input, partition)),
      );
      expect(positions.map((position) => position?.offset)).toEqual(used.map(({ high }) => high));
      return true;
    });
    expect(used.length).toBeGreaterThan(0);
  });

  it('goes on with its state after a restart, though it kept none of it', async () => {
    const office = await ticketOffice();
    const { names } = office;
    const first = await office.staff();
    await office.sell(range(0, 200));
    await recordsOf(names.output, 200);
    await first.stop();
    await office.sell(range(200, 400));
    await office.staff();
    expect(faultsIn(await recordsOf(names.output, 400), 400)).toEqual([]);
  });

  it('shares its partitions with others as they come and go, and nothing is lost or doubled', async () => {
    const office = await ticketOffice();
    const { names } = office;
    const one = await office.staff();
    let sold = 0;
    const sellOn = async (): Promise<void> => office.sell(range(sold, (sold += 100)));
    await sellOn();
    const two = await office.staff();
    await sellOn();
    const three = await office.staff();
    await sellOn();
    await one.stop();
    await sellOn();
    await three.stop();
    await sellOn();
    expect(faultsIn(await recordsOf(names.output, sold), sold)).toEqual([]);
    expect(two.unreadyReason()).toBeUndefined();
  });

  it('puts what it cannot handle among the dead letters, with the cause, and handles what stands around it', async () => {
    const office = await ticketOffice();
    const { name, names, producer } = office;
    await office.staff();
    await office.sell([0, 1]);
    const guest = { topic: names.input, key: 'guest-0' };
    const ticket = JSON.stringify({ type: 'ticket', subject: 'guest-0', number: 40 });
    const wrong = (partitionFor('guest-0', partitions) + 1) % partitions;
    await producer.send([
      { ...guest, value: 'not JSON' },
      { ...guest, value: null },
      { ...guest, value: JSON.stringify({ type: 'voucher', subject: 'guest-0' }) },
      { ...guest, value: JSON.stringify({ type: 'ticket', subject: 'guest-0', number: -1 }) },
      { ...guest, value: JSON.stringify({ type: 'ticket', subject: 'guest-1', number: 41 }) },
      { ...guest, value: ticket, partition: wrong },
    ]);
    await office.sell([20, 21]);
    expect(faultsIn(await recordsOf(names.output, 4), 4)).toEqual([]);
    const dead = await recordsOf(deadLetterTopicOf(name), 6);
    const messages = dead.map(({ headers }) => headers[deadLetterHeaders.message]?.toString());
    expect(messages).toEqual(
      expect.arrayContaining([
        'The value is not JSON.',
        'The record has no value.',
        expect.stringContaining('"voucher"'),
        'There is no such ticket.',
        expect.stringContaining('not the subject'),
        expect.stringContaining('another partitioner'),
      ]),
    );
    expect(
      dead
        .find(({ value }) => value?.toString() === 'not JSON')
        ?.headers[deadLetterHeaders.topic]?.toString(),
    ).toBe(names.input);
  });

  it('finishes its batch when it is stopped: the next one repeats nothing', async () => {
    const office = await ticketOffice();
    const { names } = office;
    let sold = 0;
    let stoppedMidway = 0;
    for (let round = 0; round < 5; round += 1) {
      const processor = await office.staff();
      const before = office.handled;
      await office.sell(range(sold, (sold += 2_000)));
      await eventually(() => office.handled > before, { what: 'the first batch', intervalMs: 1 });
      await processor.stop();
      if (office.handled < sold) stoppedMidway += 1;
    }
    await office.staff();
    expect(faultsIn(await recordsOf(names.output, sold), sold)).toEqual([]);
    expect(stoppedMidway).toBeGreaterThan(0);
  });
});
